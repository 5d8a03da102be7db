// Where the site's own files are: beside the scripts, also when another site's page runs them.

/** The address of a file of the site; as it stands where the script has no address on the web. */
export function beside(file: string, script: string = import.meta.url): string {
  return /^https?:/.test(script) ? new URL(file, script).href : file;
}
