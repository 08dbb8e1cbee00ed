import { InvalidInput } from '../../errors';
import { described } from '../../inputs';
import { isoOfDate } from '../../push/input/givenTime';
import { readInstant } from '../../push/input/time';
import type { EventReference } from './event';

/** A reference that was checked: by id, or by a series and the start of an occurrence in it. */
export interface CheckedReference {
	id?: string;
	seriesMasterId?: string;
	/** UTC milliseconds. */
	originalStart?: number;
}

const example = 'Give the id of an event, or an event as getEvents or getChanges gave it.';

/** @throws InvalidInput naming `event`, for what can name none */
export function readReference(event: EventReference): CheckedReference {
	if (typeof event === 'string') return { id: readId('event', event) };
	if (typeof event !== 'object' || event === null || Array.isArray(event)) {
		throw new InvalidInput('event', `event is ${described(event)}, not the id of an event`, {
			remedy: example,
		});
	}
	const { id, seriesMasterId, originalStart } = event;
	if (id === undefined && seriesMasterId === undefined) {
		throw new InvalidInput('event', 'The event has no id', {
			remedy: `${example} An occurrence without id needs seriesMasterId and originalStart.`,
		});
	}
	return {
		...(id !== undefined && { id: readId('event.id', id) }),
		...(seriesMasterId !== undefined && {
			seriesMasterId: readId('event.seriesMasterId', seriesMasterId),
		}),
		...(originalStart !== undefined && { originalStart: readStart(originalStart) }),
	};
}

/** Longer ones are no ids of items. */
const longestId = 2048;

function readId(field: string, value: unknown): string {
	const id = typeof value === 'string' ? value.trim() : '';
	if (id.length <= longestId && /^[A-Za-z0-9+/=_-]+$/.test(id)) return id;
	throw new InvalidInput(field, `${field} is ${described(value)}, not the id of an event`, {
		remedy: example,
	});
}

function readStart(value: unknown): number {
	const given = isoOfDate(value) ?? value;
	const start = typeof given === 'string' ? readInstant(given) : undefined;
	if (start !== undefined) return start;
	throw new InvalidInput(
		'event.originalStart',
		`event.originalStart is ${described(value)}, not a moment`,
		{
			remedy: 'Give the start that the series gives the occurrence, such as 2026-11-25T09:00:00Z.',
		},
	);
}
