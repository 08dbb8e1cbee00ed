import { child, childrenNamed, element, isTrue, ResponseError, textOf } from '../contracts';
import type { DictionaryValue, UserConfiguration, XmlElement, XmlNode } from '../contracts';

/** Largest stream that this server keeps in a configuration, in bytes after decoding. */
export const largestStream = 1 << 20;

/** What UserConfigurationType carries beside its name; a part that is not there stays as it was. */
export type ConfigurationValues = Pick<UserConfiguration, 'dictionary' | 'xmlData' | 'binaryData'>;

/** @throws ResponseError ErrorMessageSizeExceeded */
export function readValues(node: XmlNode): ConfigurationValues {
	const dictionary = child(node, 'Dictionary');
	return {
		...(dictionary && {
			dictionary: childrenNamed(dictionary, 'DictionaryEntry').map((entry) => ({
				key: readObject(child(entry, 'DictionaryKey')!),
				value: readOptional(child(entry, 'DictionaryValue')),
			})),
		}),
		...stream(node, 'XmlData', 'xmlData'),
		...stream(node, 'BinaryData', 'binaryData'),
	};
}

function stream(node: XmlNode, name: string, key: 'xmlData' | 'binaryData'): ConfigurationValues {
	const text = textOf(node, name);
	if (text === undefined) return {};
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length > largestStream) {
		throw new ResponseError(
			'ErrorMessageSizeExceeded',
			'The message exceeds the maximum supported size.',
		);
	}
	return { [key]: bytes.toString('base64') };
}

function readOptional(node: XmlNode | undefined): DictionaryValue | undefined {
	return !node || node.children.length === 0 ? undefined : readObject(node);
}

function readObject(node: XmlNode): DictionaryValue {
	const type = textOf(node, 'Type')?.trim() ?? 'String';
	const values = childrenNamed(node, 'Value').map(({ text }) => text);
	// Exchange keeps typed values and writes them its own way: `1` comes back as `true`.
	return { type, values: type === 'Boolean' ? values.map((text) => String(isTrue(text))) : values };
}

/** Those of Dictionary, XmlData and BinaryData that were asked for and are there. */
export function valueElements(
	{ dictionary, xmlData, binaryData }: UserConfiguration,
	wanted: (property: string) => boolean,
): Array<XmlElement | undefined> {
	return [
		wanted('Dictionary') && dictionary
			? element(
					't:Dictionary',
					dictionary.map(({ key, value }) =>
						element('t:DictionaryEntry', [
							objectElement('t:DictionaryKey', key),
							value
								? objectElement('t:DictionaryValue', value)
								: element('t:DictionaryValue', undefined, { 'xsi:nil': true }),
						]),
					),
				)
			: undefined,
		wanted('XmlData') && xmlData !== undefined ? element('t:XmlData', xmlData) : undefined,
		wanted('BinaryData') && binaryData !== undefined
			? element('t:BinaryData', binaryData)
			: undefined,
	];
}

function objectElement(name: string, { type, values }: DictionaryValue): XmlElement {
	return element(name, [element('t:Type', type), values.map((value) => element('t:Value', value))]);
}
