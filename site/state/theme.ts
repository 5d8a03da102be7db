// Light or dark; a file of its own because the script inside the page needs nothing else.

/** What a choice of theme means on this device: anything but "dark" and "light" is the device's own. */
export function isDark(choice: string | null): boolean {
  return choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}
