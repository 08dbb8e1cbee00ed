import { bodyText } from './bodyText';

/** A line of text, forgiving what Exchange and Outlook do to white space. */
export function line(text: string | undefined): string {
	return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** `WorkingElsewhere` to `workingElsewhere`; `OOF` is Graph's `oof`. */
export function graphName(name: string | undefined, usual: string): string {
	if (name === undefined) return usual;
	return name === 'OOF' ? 'oof' : name.charAt(0).toLowerCase() + name.slice(1);
}

/** The text of an item's body. */
export function itemBodyText({ type = 'Text', text = '' }: { type?: string; text?: string } = {}) {
	return bodyText({ contentType: type.toLowerCase(), content: text });
}
