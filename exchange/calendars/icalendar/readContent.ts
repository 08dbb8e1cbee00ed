import type { EmailAddress } from '../../calendar/event';
import { InvalidInput } from '../../errors';
import { busyStates, classes } from './contentProperties';
import type { IcsEvent } from './icsEvent';
import {
	componentsOf,
	parameter,
	propertiesOf,
	property,
	textOf,
	valuesOf,
	type JCal,
	type JProperty,
} from './jcal';

type Content = Pick<
	IcsEvent,
	| 'subject'
	| 'body'
	| 'location'
	| 'showAs'
	| 'sensitivity'
	| 'importance'
	| 'categories'
	| 'isReminderOn'
	| 'reminderMinutesBeforeStart'
	| 'attendees'
	| 'organizer'
>;

type KnownAddress = EmailAddress & { address: string };

/**
 * Everything of an event but its times.
 * @param isInvitation true for one that was sent to those invited
 */
export function readContentProperties(event: JCal, isInvitation: boolean): Content {
	const organizer = property(event, 'organizer');
	const owner = organizer && addressOf(organizer);
	const categories = propertiesOf(event, 'categories').flatMap(valuesOf).map(String);
	const attendees = propertiesOf(event, 'attendee').flatMap((one) => attendeeOf(one, owner));
	const minutes = reminderOf(event);
	return {
		...textsOf(event),
		showAs: showAsOf(event, isInvitation),
		sensitivity: keyOf(classes, textOf(event, 'class')) ?? 'normal',
		importance: importanceOf(textOf(event, 'priority')),
		...(categories.length > 0 && { categories }),
		isReminderOn: minutes !== undefined,
		...(minutes !== undefined && { reminderMinutesBeforeStart: minutes }),
		...(attendees.length > 0 && { attendees }),
		...(owner && { organizer: { emailAddress: owner } }),
	};
}

/** What of these parts an event says expressly: an occurrence has the others from its series. */
export function saysExpressly(event: JCal, part: 'sensitivity' | 'importance'): boolean {
	return textOf(event, part === 'sensitivity' ? 'class' : 'priority') !== undefined;
}

function textsOf(event: JCal): Pick<Content, 'subject' | 'body' | 'location'> {
	const subject = textOf(event, 'summary');
	const location = textOf(event, 'location');
	const body = bodyOf(event);
	return {
		...(subject !== undefined && { subject }),
		...(body && { body }),
		...(location && { location: { displayName: location } }),
	};
}

function bodyOf(event: JCal): { contentType: 'html' | 'text'; content: string } | undefined {
	const html = propertiesOf(event, 'x-alt-desc').find(
		(one) => /^text\/html$/i.test(parameter(one, 'fmttype') ?? '') && String(one[3]).trim() !== '',
	);
	if (html) {
		const [, , type, value] = html;
		const content = type === 'text' ? String(value) : unescaped(String(value));
		return { contentType: 'html', content };
	}
	const content = textOf(event, 'description');
	return content ? { contentType: 'text', content } : undefined;
}

function unescaped(text: string): string {
	return text.replace(/\\([\\;,nN])/g, (_all, sign: string) => (/n/i.test(sign) ? '\n' : sign));
}

/**
 * Outlook's invitations are tentative for those who have not answered; what the organizer meant stands beside it.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical/
 */
function showAsOf(event: JCal, isInvitation: boolean): NonNullable<IcsEvent['showAs']> {
	const meant = isInvitation ? textOf(event, 'x-microsoft-cdo-intendedstatus') : undefined;
	const state = textOf(event, 'x-microsoft-cdo-busystatus');
	const known = keyOf(busyStates, meant) ?? keyOf(busyStates, state);
	if (known) return known;
	if (textOf(event, 'transp')?.toUpperCase() === 'TRANSPARENT') return 'free';
	return textOf(event, 'status')?.toUpperCase() === 'TENTATIVE' ? 'tentative' : 'busy';
}

function keyOf<Name extends string>(
	names: Readonly<Record<Name, string>>,
	value: string | undefined,
): Name | undefined {
	const wanted = value?.trim().toUpperCase();
	return (Object.keys(names) as Name[]).find((name) => names[name] === wanted);
}

/** @see https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.9 */
function importanceOf(value: string | undefined): 'low' | 'normal' | 'high' {
	const priority = Number(value ?? 0);
	if (priority >= 1 && priority <= 4) return 'high';
	return priority >= 6 && priority <= 9 ? 'low' : 'normal';
}

/**
 * Programs write the address without `mailto:`, too, or beside an id of their own as EMAIL.
 * @see https://www.rfc-editor.org/rfc/rfc7986#section-6.2
 */
function addressOf(person: JProperty): KnownAddress | undefined {
	const address = [String(person[3]), parameter(person, 'email') ?? '']
		.map((value) => value.trim().replace(/^mailto:/i, ''))
		.find((value) => /^[^\s:@]+@[^\s@]+$/.test(value));
	const name = parameter(person, 'cn');
	return address === undefined ? undefined : { ...(name !== undefined && { name }), address };
}

function attendeeOf(
	person: JProperty,
	organizer: KnownAddress | undefined,
): NonNullable<IcsEvent['attendees']> {
	const emailAddress = addressOf(person);
	if (!emailAddress) throw withoutAddress(person);
	if (emailAddress.address.toLowerCase() === organizer?.address.toLowerCase()) return [];
	const role = parameter(person, 'role')?.toUpperCase();
	const isResource = /^(RESOURCE|ROOM)$/i.test(parameter(person, 'cutype') ?? '');
	const type =
		isResource || role === 'NON-PARTICIPANT'
			? 'resource'
			: role === 'OPT-PARTICIPANT'
				? 'optional'
				: 'required';
	return [{ emailAddress, type }];
}

function withoutAddress(person: JProperty): InvalidInput {
	const name = parameter(person, 'cn') ?? String(person[3]);
	return new InvalidInput('ics', `The attendee ${JSON.stringify(name)} has no email address`, {
		remedy:
			'Give the line ATTENDEE an address, as in ATTENDEE;CN=Bob:mailto:bob@enyoi.example, or take it out.',
	});
}

/** Minutes before the start of the first alarm that is before it. */
function reminderOf(event: JCal): number | undefined {
	for (const alarm of componentsOf(event, 'valarm')) {
		const trigger = property(alarm, 'trigger');
		if (!trigger || /^end$/i.test(parameter(trigger, 'related') ?? '')) continue;
		const before = /^-P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
		const text = String(trigger[3]);
		const found = before.exec(text);
		if (found) {
			const [weeks, days, hours, minutes, seconds] = found
				.slice(1)
				.map((part) => Number(part ?? 0));
			return ((weeks * 7 + days) * 24 + hours) * 60 + minutes + Math.ceil(seconds / 60);
		}
		if (/^[-+]?P(T?0[WDHMS])+$/i.test(text)) return 0;
	}
	return undefined;
}
