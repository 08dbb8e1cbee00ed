import { decodeHTML } from 'entities';

/**
 * The text with every character reference of HTML as its character.
 * @see https://html.spec.whatwg.org/multipage/named-characters.html
 */
export function withCharacters(text: string): string {
	return decodeHTML(text);
}
