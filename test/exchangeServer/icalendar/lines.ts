/** Content lines of iCalendar. @see https://www.rfc-editor.org/rfc/rfc5545#section-3.1 */

const MOST_BYTES = 75;

/** One property; the value has to be escaped where it is text. */
export function line(name: string, value: string, parameters: Record<string, string> = {}): string {
	const named = Object.entries(parameters).map(
		([key, parameter]) => `;${key}=${/[:;,]/.test(parameter) ? `"${parameter}"` : parameter}`,
	);
	return folded(`${name}${named.join('')}:${value}`);
}

/** Everything between BEGIN and END; undefined lines are left out. */
export function component(name: string, lines: ReadonlyArray<string | undefined>): string {
	const inside = lines.filter((one) => one !== undefined);
	return [`BEGIN:${name}`, ...inside, `END:${name}`].join('\r\n');
}

export function escaped(text: string): string {
	return text
		.replace(/\\/g, '\\\\')
		.replace(/[;,]/g, '\\$&')
		.replace(/\r?\n|\r/g, '\\n');
}

/** `20261124T090000Z`. */
export function utcTime(moment: Date): string {
	return `${compact(moment.toISOString().slice(0, 19))}Z`;
}

/** Digits of a local date and time, `2026-11-24T09:00:00`, or of a date. */
export function compact(local: string): string {
	return local.replace(/[-:]/g, '');
}

function folded(whole: string): string {
	const parts: string[] = [];
	let part = '';
	let bytes = 0;
	for (const character of whole) {
		const size = Buffer.byteLength(character);
		if (bytes + size > MOST_BYTES) {
			parts.push(part);
			part = ' ';
			bytes = 1;
		}
		part += character;
		bytes += size;
	}
	return [...parts, part].join('\r\n');
}
