/** A line as PowerShell's tokenizer sees it. */
export interface PowerShellLine {
	/** Everything outside of strings; a string leaves `□`. */
	code: string;
	/** The values of the single-quoted strings. */
	literals: string[];
}

const singleQuotes = "'‘’‚‛";
const doubleQuotes = '"“”„';

/**
 * Splits a line by the rules that PowerShell has for quotation marks: any of the five single ones opens
 * and closes a string, a pair within stands for one; of the double ones there are four, and the backtick
 * escapes what follows.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 * @throws Error when a string is not closed
 */
export function readPowerShell(line: string): PowerShellLine {
	const literals: string[] = [];
	let code = '';
	let at = 0;
	while (at < line.length) {
		const character = line[at++];
		if (singleQuotes.includes(character)) {
			const text = readString(singleQuotes);
			literals.push(text);
			code += '□';
		} else if (doubleQuotes.includes(character)) {
			// What is expanded within is code, too.
			code += `"${readString(doubleQuotes)}"`;
		} else {
			code += character;
			if (character === '`') code += line[at++] ?? '';
		}
	}
	return { code, literals };

	function readString(quotes: string): string {
		let text = '';
		for (;;) {
			if (at >= line.length) throw new Error(`a string is not closed: ${line}`);
			const character = line[at++];
			if (quotes === doubleQuotes && character === '`') text += character + (line[at++] ?? '');
			else if (!quotes.includes(character)) text += character;
			else if (at < line.length && quotes.includes(line[at])) text += line[at++];
			else return text;
		}
	}
}
