import { InvalidInput } from '../../errors';
import { described } from '../../inputs';
import type { PushInput } from '../../push/input/pushInput';
import { isGiven, plainCopy, readList, readObject, readText } from '../../push/input/values';
import type { WritableEvent } from '../../push/input/writableEvent';
import { markupOf } from '../htmlText';
import type { EventFields } from './event';

/** Given fields in the form that the readers of events take. */
export type FieldsInput = Omit<PushInput, 'externalId'>;

/**
 * Copies the given fields, so that nobody changes them meanwhile, people and rooms in one list.
 * @param field in which they stand, such as `event`
 * @throws InvalidInput naming the field
 */
export function inputOf(field: string, given: EventFields): PushInput {
	readObject(field, given);
	const { rooms, attendees, onlineMeeting, ...fields } = plainCopy(given);
	void onlineMeeting;
	const input = { ...fields, externalId: '' } as PushInput;
	if (!isGiven(attendees) && !isGiven(rooms)) return input;
	const people = readList('attendees', attendees ?? []).map(
		(one) => (typeof one === 'string' ? { emailAddress: { address: one } } : one) as Attendee,
	);
	const places = readList('rooms', rooms ?? []).map((address, index): Attendee => {
		const name = `rooms[${index}]`;
		if (typeof address !== 'string' || !address.includes('@')) {
			throw new InvalidInput(name, `${described(address)} is not the address of a room`, {
				remedy: 'Give the address of the room, such as atrium@enyoi.com; getRooms lists them.',
			});
		}
		return { emailAddress: { address }, type: 'resource' };
	});
	return { ...input, attendees: [...people, ...places] };
}

type Attendee = NonNullable<PushInput['attendees']>[number];

/** The link of an online meeting that is given. @throws InvalidInput naming the field */
export function joinUrlOf({ onlineMeeting }: EventFields): string | undefined {
	if (!isGiven(onlineMeeting)) return undefined;
	const field = 'onlineMeeting.joinUrl';
	const url = readText(field, readObject('onlineMeeting', onlineMeeting).joinUrl).trim();
	if (/^https?:\/\/\S+$/i.test(url)) return url;
	throw new InvalidInput(field, `${field} is ${described(url)}, not the address of a meeting`, {
		remedy: 'Give the link by which people join, such as https://meet.example/abc.',
	});
}

/** The body with the link at its end, unless it or the place has it already. */
export function bodyWithLink(
	body: WritableEvent['body'],
	url: string,
	location = '',
): WritableEvent['body'] {
	const { contentType, content } = body ?? { contentType: 'text' as const, content: '' };
	const markup = markupOf(url);
	if (content.includes(url) || content.includes(markup) || location.includes(url)) return body;
	if (contentType === 'text') {
		return { contentType, content: content === '' ? url : `${content.trimEnd()}\n\n${url}` };
	}
	const link = `<p><a href="${markup}">${markup}</a></p>`;
	const end = content.search(/<\/body\s*>/i);
	return {
		contentType,
		content: end < 0 ? content + link : content.slice(0, end) + link + content.slice(end),
	};
}
