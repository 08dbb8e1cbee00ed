import type * as Format from './format';

let format: typeof Format | undefined;

/** The library of the format, loaded when it is first needed: few who load the package ever do. */
export function icalFormat(): typeof Format {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- its callers are no promises
	return (format ??= require('./format') as typeof Format);
}
