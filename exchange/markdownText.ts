/** One line in which text from elsewhere can't become markup. */
export function markdownLine(text: string): string {
	return text
		.replace(/\s+/g, ' ')
		.replace(/[<>]/g, (character) => (character === '<' ? '&lt;' : '&gt;'))
		.replace(/([`[\]*])/g, '\\$1');
}
