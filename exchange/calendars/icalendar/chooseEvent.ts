import { InvalidInput } from '../../errors';
import { componentsOf, property, textOf, type JCal } from './jcal';

/** The event of a text: its main component, and those of single occurrences of it. */
export interface ChosenEvent {
	uid?: string;
	master: JCal;
	overrides: JCal[];
	/** True for what an organizer sends to those invited. */
	isInvitation: boolean;
}

/** What attendees send to the organizer. @see https://www.rfc-editor.org/rfc/rfc5546#section-1.4 */
const answers = /^(REPLY|REFRESH|COUNTER|DECLINECOUNTER)$/;

/** @throws InvalidInput naming `ics` unless there is one event, and one that takes place */
export function chooseEvent(calendars: readonly JCal[]): ChosenEvent {
	const components = calendars.flatMap((one) => [
		...(one[0] === 'vevent' ? [one] : []),
		...componentsOf(one, 'vevent'),
	]);
	const groups = new Map<string, JCal[]>();
	for (const [index, component] of components.entries()) {
		const key = textOf(component, 'uid') ?? `without ${index}`;
		groups.set(key, [...(groups.get(key) ?? []), component]);
	}
	const [group] = groups.values();
	if (groups.size !== 1) throw notOne(groups.size, calendars);
	const masters = group.filter((component) => !property(component, 'recurrence-id'));
	const overrides = group.filter((component) => property(component, 'recurrence-id'));
	if (masters.length > 1) throw notOne(masters.length, calendars);
	// An invitation to a single occurrence is an event by itself.
	if (masters.length === 0 && overrides.length > 1) throw notOne(overrides.length, calendars);
	const [master = overrides[0]] = masters;
	const methods = calendars.map((one) => textOf(one, 'method')?.trim().toUpperCase() ?? '');
	const answer = methods.find((method) => answers.test(method));
	if (answer !== undefined) {
		throw new InvalidInput('ics', `The iCalendar text answers an invitation (METHOD:${answer})`, {
			remedy: 'Give the text of the event itself, such as that of its invitation.',
		});
	}
	if (methods.includes('CANCEL') || textOf(master, 'status')?.toUpperCase() === 'CANCELLED') {
		throw new InvalidInput('ics', 'The iCalendar text cancels an event', {
			remedy: 'Delete or cancel the event in the calendar instead of creating it.',
		});
	}
	const uid = textOf(master, 'uid');
	return {
		...(uid !== undefined && { uid }),
		master,
		overrides: masters.length === 0 ? [] : overrides,
		isInvitation: methods.includes('REQUEST'),
	};
}

function notOne(count: number, calendars: readonly JCal[]): InvalidInput {
	const others = ['vtodo', 'vjournal', 'vfreebusy'].filter((name) =>
		calendars.some((one) => componentsOf(one, name).length > 0),
	);
	const instead = count === 0 && others.length > 0 ? `, but ${others.join(' and ')}` : '';
	return new InvalidInput(
		'ics',
		count === 0
			? `The iCalendar text has no event${instead}`
			: `The iCalendar text has ${count} events, not one`,
		{
			remedy:
				count === 0
					? 'Give a text with one VEVENT.'
					: 'Give each event in a text of its own; the exceptions of a series stay with it.',
		},
	);
}
