// Counts the bytes of every WebAssembly memory of a page and its workers. WebAssembly memory never shrinks, so what
// there is at the end is the most that there ever was. Runs before all other scripts, in the page and in each worker.
(() => {
  const memories = new Set();
  const look = (exports) => {
    for (const value of Object.values(exports ?? {})) if (value instanceof WebAssembly.Memory) memories.add(value);
  };
  const { Memory, Instance, instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, values) {
      const memory = Reflect.construct(target, values);
      memories.add(memory);
      return memory;
    },
  });
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, values) {
      const instance = Reflect.construct(target, values);
      look(instance.exports);
      return instance;
    },
  });
  const watched =
    (original) =>
    async (...values) => {
      const result = await original.apply(WebAssembly, values);
      look((result.instance ?? result).exports);
      return result;
    };
  WebAssembly.instantiate = watched(instantiate);
  WebAssembly.instantiateStreaming = watched(instantiateStreaming);

  const bytes = () => [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  const channel = new BroadcastChannel('wasm-memory');
  if (typeof document === 'undefined') {
    channel.onmessage = ({ data }) => data === 'how much' && channel.postMessage(bytes());
    return;
  }
  globalThis.wasmMemory = async () => {
    let total = bytes();
    channel.onmessage = ({ data }) => (total += Number(data));
    channel.postMessage('how much');
    await new Promise((resolve) => setTimeout(resolve, 500));
    return total;
  };

  const here = new URL('/bench/memory.js', location.href).href;
  globalThis.Worker = class extends Worker {
    constructor(url, options) {
      const [first, second] = [here, String(new URL(url, location.href))].map((address) => JSON.stringify(address));
      const text =
        options?.type === 'module' ? `import ${first}; import ${second};` : `importScripts(${first}, ${second});`;
      super(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), options);
    }
  };
})();
