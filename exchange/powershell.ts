declare const made: unique symbol;

/**
 * A line that people copy into a shell or a form. Only the tags of this file and of `shell.ts` make
 * one, so that no value gets into a line unquoted.
 */
export type CommandLine = string & { readonly [made]: true };

/** A part of a line that only the reader of the line knows, shown as `<the part>`. */
export class Blank {
	constructor(readonly name: string) {}

	toString(): string {
		return `<${this.name}>`;
	}
}

/** The value, or a blank to be filled in where there is none. */
export function orBlank(value: string | undefined, name: string): string | Blank {
	return value ? value : new Blank(name);
}

/**
 * Makes a line for PowerShell: texts become strings in which nothing is expanded, numbers and blanks
 * stay as they are. Backslashes of the template count as they are written.
 * PowerShell refuses a line in which a blank was left, since `<` is reserved.
 * @example powershell`Get-Recipient ${mailbox} | Format-List Database`
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershell(
	{ raw }: TemplateStringsArray,
	...values: ReadonlyArray<string | number | Blank>
): CommandLine {
	return String.raw(
		{ raw },
		...values.map((value) => (typeof value === 'string' ? quoted(value) : value)),
	) as CommandLine;
}

/** Lines as one, of which a later one may use what an earlier one has set. */
export function inOrder(...lines: readonly CommandLine[]): CommandLine {
	return lines.join('; ') as CommandLine;
}

/** PowerShell takes all five for the same quotation mark; a pair of them is one that is meant. */
const singleQuotes = /['‘’‚‛]/g;

function quoted(text: string): string {
	return `'${printable(text).replace(singleQuotes, '$&$&')}'`;
}

/**
 * Replaces what a console acts upon or does not show (line breaks, control and format characters,
 * halves of surrogate pairs) by U+FFFD: a paste then can't end the line, and names nothing that exists.
 */
function printable(text: string): string {
	return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
