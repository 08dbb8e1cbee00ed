import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { InvalidInput } from '../../../exchange/errors';
import type { PushInput } from '../../../exchange/push/input/pushInput';
import { readText } from '../../shared/parameters';
import { eventFieldNames } from '../resourceMapping/getEventFields';

const unlessDeleting = { hide: { action: ['delete'] } };

export const eventParameters: INodeProperties[] = [
	{
		displayName: 'External ID',
		name: 'externalId',
		type: 'string',
		default: '={{ $json.externalId }}',
		description:
			"The event's identity in the other system, 1 to 4,000 characters. It is kept in the appointment itself, so that a repeat makes no second one.",
	},
	{
		displayName: 'Event',
		name: 'event',
		type: 'json',
		default: '={{ $json.event }}',
		description:
			"The event in the shape of Microsoft Graph: subject, start, end, location, body, recurrence … besides rrule, exceptions and the other system's lastModifiedDateTime",
		displayOptions: unlessDeleting,
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		description:
			'Fields that the other system owns. They count before those of Event. What neither gives stays as it is in Exchange; an empty text empties the field.',
		typeOptions: {
			resourceMapper: {
				resourceMapperMethod: 'getEventFields',
				mode: 'map',
				fieldWords: { singular: 'field', plural: 'fields' },
				addAllFields: false,
				supportAutoMap: true,
			},
		},
		displayOptions: unlessDeleting,
	},
];

/**
 * The event of an item; undefined when the item has neither an event nor an external id and so only names
 * a mailbox.
 * @throws InvalidInput when it can't be read. The library checks that it can be written.
 */
export function readEvent(
	context: IExecuteFunctions,
	item: number,
	action: 'upsert' | 'delete',
): PushInput | undefined {
	const event = action === 'delete' ? {} : readGiven(context, item);
	const externalId = readText(context, 'externalId', item) ?? event.externalId ?? '';
	if (externalId === '' && Object.keys(event).length === 0) return undefined;
	return { ...event, externalId: String(externalId), action };
}

function readGiven(context: IExecuteFunctions, item: number): IDataObject {
	return { ...readJson(context, item), ...fromFields(readFields(context, item)) };
}

function readJson(context: IExecuteFunctions, item: number): IDataObject {
	const given = context.getNodeParameter('event', item, {});
	if (given === undefined || given === null || given === '') return {};
	const event = typeof given === 'string' ? parse(given) : given;
	if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
		return event as IDataObject;
	}
	throw new InvalidInput('event', 'event has to be one object in JSON', {
		remedy: 'Check the JSON of the parameter event, or the expression that gives it.',
	});
}

/** Undefined when it is not JSON. */
function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function readFields(context: IExecuteFunctions, item: number): IDataObject {
	const mode = context.getNodeParameter('fields.mappingMode', item, 'defineBelow');
	const values =
		mode === 'autoMapInputData'
			? context.getInputData()[item].json
			: context.getNodeParameter('fields.value', item, {});
	return (values ?? {}) as IDataObject;
}

/** Texts may be empty; of everything else emptiness means that it is not given. */
const emptiable = ['subject', 'location', 'body', 'bodyHtml'];

function fromFields(values: IDataObject): IDataObject {
	const given = Object.entries(values).filter(
		([name, value]) =>
			eventFieldNames.includes(name) &&
			value !== null &&
			value !== undefined &&
			(value !== '' || emptiable.includes(name)),
	);
	const { bodyHtml, attendees, ...event } = Object.fromEntries(given);
	if (bodyHtml !== undefined) {
		if (event.body !== undefined) {
			throw new InvalidInput('fields', 'The event has a body as text and one as HTML', {
				remedy: 'Map either Body (Text) or Body (HTML).',
			});
		}
		event.body = { contentType: 'html', content: String(bodyHtml) };
	}
	if (Array.isArray(attendees)) event.attendees = attendees.map(attendee) as IDataObject[];
	return event;
}

/** An address alone will do. */
function attendee(given: unknown): unknown {
	return typeof given === 'string' ? { emailAddress: { address: given.trim() } } : given;
}
