// Trusted Types: where the page's policy asks for them, the browser takes the address of a script only from a policy
// that has looked at it. Ours lets through addresses of this origin and texts of our own.

interface Policy {
  createScriptURL(url: string): string;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const ours = (url: string): string => {
  const { protocol, origin } = new URL(url, location.href);
  if (protocol === 'blob:' || origin === location.origin) return url;
  throw new TypeError(`${url} is not a script of this site.`);
};

let policy: Policy | undefined;

/** The address of a script, as a worker's constructor or a registration wants it. */
export function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: Factory };
  if (!trustedTypes) return url;
  try {
    policy ??= trustedTypes.createPolicy('pellucid', { createScriptURL: ours });
  } catch {
    return url; // another site's page, whose policy knows no "pellucid": its own default policy decides
  }
  return policy.createScriptURL(url);
}
