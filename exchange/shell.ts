import type { CommandLine } from './powershell';

/** Means itself in bash, cmd and PowerShell alike, and starts no option. */
const plainText = /^[\w[][\w.:/[\]-]*$/;

/**
 * Makes a line that may be run in any shell: bash where n8n runs, cmd or PowerShell on Windows. They
 * quote in different ways, so a value that would need quotes gives no line at all; no host name, address
 * or ordinary URL does.
 * @example shell`nslookup ${host}`
 */
export function shell(
	parts: TemplateStringsArray,
	...values: ReadonlyArray<string | number>
): CommandLine | undefined {
	const texts = values.map(String);
	if (!texts.every((text) => plainText.test(text))) return undefined;
	return String.raw(parts, ...texts) as CommandLine;
}

/**
 * The line `name = value` for a field of the credential. No shell reads it, but people may paste it into
 * one: a value with other than plain characters gives no line.
 */
export function setting(name: string, value: string): CommandLine | undefined {
	return plainText.test(value) ? (`${name} = ${value}` as CommandLine) : undefined;
}
