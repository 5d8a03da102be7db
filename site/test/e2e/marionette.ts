// Drives the system's own Firefox, which Playwright cannot, by Marionette, the protocol that is built into it: JSON
// messages "length:[type, id, command, params]" over a local socket.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The browser's program, or undefined where there is none. */
export const firefoxPath = [process.env['FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (path) => path && existsSync(path),
);

/** Nothing is asked of any network: every proxy is a port on which nobody answers. */
const preferences = {
  'marionette.port': 0,
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': 9,
  'network.proxy.ssl': '127.0.0.1',
  'network.proxy.ssl_port': 9,
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A running Firefox with a profile of its own. */
export class Firefox {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: [number, number, unknown, unknown]) => void>();
  #socket!: Socket;
  #last = 0;

  private constructor(process: ChildProcess, profile: string) {
    this.#process = process;
    this.#profile = profile;
  }

  static async start(): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), 'pellucid-firefox-'));
    const kept = {
      ...preferences,
      'browser.download.folderList': 2,
      'browser.download.dir': join(profile, 'downloads'),
      'browser.helperApps.neverAsk.saveToDisk': 'application/json',
    };
    const lines = Object.entries(kept).map(([k, v]) => `user_pref(${JSON.stringify(k)}, ${JSON.stringify(v)});`);
    writeFileSync(join(profile, 'user.js'), lines.join('\n'));
    const flags = ['--headless', '--marionette', '--no-remote', '--profile', profile];
    const firefox = new Firefox(spawn(firefoxPath!, flags, { stdio: 'ignore' }), profile);
    await firefox.#connect();
    await firefox.command('WebDriver:NewSession', { capabilities: { alwaysMatch: {} } });
    return firefox;
  }

  /** Firefox writes into its profile which port it has taken. */
  async #connect(): Promise<void> {
    const file = join(this.#profile, 'MarionetteActivePort');
    for (let i = 0; i < 300 && !existsSync(file); i++) await pause(200);
    await pause(100);
    this.#socket = connect(Number(readFileSync(file, 'utf8')), '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#listen(resolve);
    });
  }

  #listen(greeted: () => void): void {
    let bytes = Buffer.alloc(0);
    this.#socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      for (;;) {
        const colon = bytes.indexOf(':');
        const end = colon + 1 + Number(bytes.subarray(0, Math.max(0, colon)));
        if (colon < 0 || bytes.length < end) return;
        const message = JSON.parse(String(bytes.subarray(colon + 1, end)));
        bytes = bytes.subarray(end);
        if (Array.isArray(message)) this.#waiting.get(message[1])?.(message as [number, number, unknown, unknown]);
        else greeted();
      }
    });
  }

  command<T = unknown>(name: string, params: object = {}): Promise<T> {
    const id = ++this.#last;
    const text = JSON.stringify([0, id, name, params]);
    this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ([, , error, result]) => {
        this.#waiting.delete(id);
        if (error) reject(new Error(`${name}: ${JSON.stringify(error)}`));
        else resolve(result as T);
      });
    });
  }

  open(url: string): Promise<unknown> {
    return this.command('WebDriver:Navigate', { url });
  }

  /** What a function returns in the page. */
  async evaluate<T, A extends unknown[]>(script: (...args: A) => T, ...args: A): Promise<T> {
    const body = { script: `return (${script})(...arguments)`, args, sandbox: null };
    return (await this.command<{ value: T }>('WebDriver:ExecuteScript', body)).value;
  }

  /** The text of a file that the page has saved. */
  async downloaded(name: string): Promise<string> {
    const file = join(this.#profile, 'downloads', name);
    // Firefox first writes an empty file by this name, and what comes into another one beside it.
    const whole = () => existsSync(file) && !existsSync(`${file}.part`) && statSync(file).size > 0;
    for (let i = 0; i < 300 && !whole(); i++) await pause(100);
    return readFileSync(file, 'utf8');
  }

  /** The page as it is printed. */
  async pdf(): Promise<Buffer> {
    return Buffer.from((await this.command<{ value: string }>('WebDriver:Print')).value, 'base64');
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    await this.command('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
    await Promise.race([ended, pause(10_000)]);
    this.#socket.destroy();
    this.#process.kill();
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
