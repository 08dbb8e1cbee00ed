import type { INodeProperties } from 'n8n-workflow';

/** Settings that few need. */
export function optionsOf(...options: INodeProperties[]): INodeProperties {
	return collection('Options', 'options', 'Add option', 'What few need', options);
}

/** Fields of a new event. */
export function additionalFieldsOf(...fields: INodeProperties[]): INodeProperties {
	const description = 'Further fields of the event';
	return collection('Additional Fields', 'additionalFields', 'Add Field', description, fields);
}

/** Fields to change. */
export function updateFieldsOf(...fields: INodeProperties[]): INodeProperties {
	const description = 'The fields to change; all others stay as they are';
	return collection('Update Fields', 'updateFields', 'Add Field', description, fields);
}

/** The text of a mail. */
export function messageParameter(of: string): INodeProperties {
	return {
		displayName: 'Message',
		name: 'message',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Sorry, I am away that day.',
		description: `Plain text of ${of}, where it is mailed`,
	};
}

function collection(
	displayName: string,
	name: string,
	placeholder: string,
	description: string,
	options: readonly INodeProperties[],
): INodeProperties {
	return {
		displayName,
		name,
		type: 'collection',
		placeholder,
		default: {},
		description,
		options: [...options].sort(byName),
	};
}

/** Comparing by a language would load its rules, which takes longer than all panels together. */
function byName({ displayName: one }: INodeProperties, { displayName: other }: INodeProperties) {
	return one < other ? -1 : 1;
}
