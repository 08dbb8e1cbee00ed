/**
 * The address that a text is, from `base` on where it is part of one; undefined where it is none. Not by
 * `URL.canParse`, which errs about letters such as ü once the runtime has compiled it.
 */
export function urlOf(text: string, base?: URL | string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}
