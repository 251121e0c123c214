/** What someone chose for the page as such; it is not part of a search, so it stands in the browser and not in the address. */
export interface Preferences {
  readonly language: string | undefined;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly layout: 'grid' | 'list';
}

const name = 'nestvec';

/** What was chosen before, as far as the browser lets it be kept. */
export function readPreferences(): Preferences {
  const { language, theme, layout } = stored();
  return {
    language: typeof language === 'string' ? language : undefined,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    layout: layout === 'list' ? 'list' : 'grid',
  };
}

export function writePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(name, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing shows the page as well.
  }
}

function stored(): { [key in keyof Preferences]?: unknown } {
  try {
    return { ...(JSON.parse(localStorage.getItem(name) ?? '{}') as object) }; // spread, whatever it is
  } catch {
    return {};
  }
}
