import { InvalidInput } from '../../errors';
import { readContentProperties } from './readContent';
import { chooseEvent } from './chooseEvent';
import type { EventFromIcsOptions, IcsEvent } from './icsEvent';
import type { JCal } from './jcal';
import { icalFormat } from './loadFormat';
import { readSeries } from './readSeries';
import { TimeReader } from './timeReader';

/** Reading holds n8n up; an event with a thousand exceptions and attendees has a tenth of this. */
const mostCharacters = 5_000_000;

/**
 * Reads the one event of an iCalendar text, with its exceptions if it is a series. A zone of Outlook's or
 * another program's own naming is known by its rules in the text.
 * @throws InvalidInput naming `ics`: no iCalendar or more than 5 million characters, no event or several, or what
 * Exchange can't keep; naming `rrule` for a recurrence that no Exchange has
 * @see https://www.rfc-editor.org/rfc/rfc5545
 */
export function eventFromIcs(
	ics: string | Uint8Array,
	options: EventFromIcsOptions = {},
): IcsEvent {
	const calendars = parsed(ics);
	const { uid, ...chosen } = chooseEvent(calendars);
	const { master } = chosen;
	const times = new TimeReader(calendars, options.timeZone);
	const content = readContentProperties(master, chosen.isInvitation);
	const span = times.span(master);
	const series = readSeries(chosen, times);
	return {
		...(uid !== undefined && { iCalUId: uid }),
		...content,
		...span,
		...series,
	};
}

function parsed(ics: unknown): JCal[] {
	assertShort(ics);
	const text = ics instanceof Uint8Array ? decoded(ics) : ics;
	if (typeof text !== 'string' || text.trim() === '') {
		throw new InvalidInput('ics', `The iCalendar text is ${text === '' ? 'empty' : 'no text'}`, {
			remedy: 'Give the content of an .ics file, which begins with BEGIN:VCALENDAR.',
		});
	}
	try {
		const found = icalFormat().parse(text.replace(/^\ufeff/, '').trim());
		return (Array.isArray(found[0]) ? found : [found]) as JCal[];
	} catch (error) {
		throw unreadable(error);
	}
}

/** Looks at the length before anything is joined or decoded: of bytes it is the larger one. */
function assertShort(ics: unknown): void {
	const { length } = (ics ?? '') as { length?: unknown };
	if (typeof length !== 'number' || length <= mostCharacters) return;
	throw new InvalidInput(
		'ics',
		`The iCalendar text has ${length} characters, more than ${mostCharacters}`,
		{ remedy: 'Give the event alone, without its files; they can be added as attachments.' },
	);
}

/**
 * Lines that go on in the next one are joined before anything is decoded: they may be cut within a character.
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.1
 */
function decoded(ics: Uint8Array): string {
	const folded = Buffer.from(ics.buffer, ics.byteOffset, ics.length).toString('latin1');
	const bytes = Buffer.from(folded.replace(/\r?\n[ \t]/g, ''), 'latin1');
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (error) {
		throw inOtherCharacters(error);
	}
}

function unreadable(cause: unknown): InvalidInput {
	return new InvalidInput('ics', 'The text is not an iCalendar that can be read', {
		cause,
		remedy:
			'Give the content of an .ics file: from BEGIN:VCALENDAR to END:VCALENDAR, with a line for each property.',
	});
}

function inOtherCharacters(cause: unknown): InvalidInput {
	return new InvalidInput('ics', 'The iCalendar text is not in UTF-8', {
		cause,
		remedy: 'Save the file in UTF-8, or give its content as a text.',
	});
}
