/**
 * Up to `length` UTF-16 units from the begin of a text, and one less where a character would be cut in half:
 * half of an emoji can be written into no header, URL or XML.
 */
export function beginOf(text: string, length: number): string {
	return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
