import { civilDate, dayMs, dayOfDate, localText, weekday } from '../calendar/civil';
import { timeZones } from '../calendar/timeZone';
import type { Zone } from '../calendar/zone';
import { InvalidInput } from '../errors';
import { markdownLine } from '../markdownText';
import { isOwnMatter } from './carryOut/mailApart';
import type { WritableEvent } from './input/writableEvent';
import type { DeleteType, Plan, PlannedAction, PlannedKind, SendInvitations } from './plan/plan';

export interface PlanReport {
	/** One line: whose calendar, and how much of what. */
	summary: string;
	/** Markdown for the person who approves the plan. */
	report: string;
}

/** Actions that a report lists one by one, in its order; the rest is only counted. */
const listed: ReadonlyArray<{ kind: PlannedKind; title: string }> = [
	{ kind: 'delete', title: 'Deleted' },
	{ kind: 'create', title: 'New' },
	{ kind: 'update', title: 'Changed' },
	{ kind: 'adopt', title: 'Linked' },
	{ kind: 'conflict', title: 'Conflicts, left alone' },
	{ kind: 'fail', title: 'Refused' },
	{ kind: 'skip', title: 'Left out' },
];

/** Lines of one kind at most. */
const maxLines = 200;

/** Addresses in one line at most. */
const maxAddresses = 5;

/** Said of deletions that the user does not find in Deleted Items. */
const afterDeletion: Partial<Record<DeleteType, string>> = {
	soft: 'They do not go to Deleted Items; *Recover Deleted Items* in Outlook brings them back.',
	hard: '**For good: they do not go to Deleted Items, and nobody can bring them back in Outlook.**',
};

const mailed: Record<SendInvitations, string> = {
	none: 'Nobody is mailed.',
	all: '**Exchange mails the attendees** of meetings that are new, changed or deleted.',
	changed:
		'**Exchange mails the attendees** of meetings that are new or deleted; of changed ones those who are added or removed; where somebody is, or a group is invited, it may mail everybody.',
};

const aboutCopies =
	'The calendar has these a second time, and nobody changed them. They go to Deleted Items; one of each stays.';

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * A plan in words, with local times, for people who approve it.
 * @param timeZone IANA or Windows name; default: that of the plan's events, else UTC
 * @throws InvalidInput for a zone that there is not
 */
export function describePlan(plan: Plan, timeZone?: string): PlanReport {
	const { mailbox, actions, deleteType } = plan;
	const name = timeZone ?? zoneIn(actions) ?? 'UTC';
	const zone = timeZones().byName(name);
	if (!zone) {
		throw new InvalidInput('timeZone', `There is no time zone "${name}"`, {
			remedy: 'Give an IANA or Windows name, such as Europe/Berlin.',
		});
	}
	const ofKind = (kind: PlannedKind) => actions.filter(({ action }) => action === kind);
	const copies = actions.flatMap(copiesOf);
	const numberOf = (kind: PlannedKind) => ofKind(kind).length;
	const isForGood = deleteType === 'hard' && numberOf('delete') > 0;
	const overwritten = ofKind('adopt').filter(overwrites).length;
	const counts = [
		`${numberOf('create')} new`,
		`${numberOf('update')} changed`,
		`${numberOf('delete')} deleted${isForGood ? ' for good' : ''}`,
		...counted(copies.length, copies.length === 1 ? 'copy removed' : 'copies removed'),
		...counted(
			numberOf('adopt'),
			`linked${overwritten > 0 ? ` (${overwritten} overwritten)` : ''}`,
		),
		...counted(numberOf('conflict'), 'in conflict'),
		...counted(numberOf('fail'), 'refused'),
		...counted(numberOf('skip'), 'left out'),
		...counted(numberOf('unchanged'), 'unchanged'),
	];
	const summary = `${mailbox}: ${counts.join(', ')}`;
	const sections = listed.flatMap(({ kind, title }) => {
		const line = (action: PlannedAction) => lineOf(action, zone, plan);
		if (kind !== 'delete') return section(title, ofKind(kind), line);
		return [
			...section(title, ofKind(kind), line, afterDeletion[deleteType]),
			...section('Copies removed', copies, (copy) => titleOf(copy, zone), aboutCopies),
		];
	});
	const mails = actions.some(isWrite) ? ['', mailed[sendingOf(plan)]] : [];
	const times = sections.length > 0 ? ['', `Times are in ${name}.`] : [];
	const lines = [`## ${markdownLine(summary)}`, ...mails, ...sections, ...times, ''];
	return { summary, report: lines.join('\n') };
}

function counted(count: number, word: string): string[] {
	return count > 0 ? [`${count} ${word}`] : [];
}

function copiesOf({ externalId, copies = [] }: PlannedAction) {
	return copies.map(({ subject, start }) => ({
		externalId,
		subject: subject || undefined,
		start: start || undefined,
	}));
}

/** A link that also writes into the appointment that people made. */
function overwrites({ event = {} }: PlannedAction): boolean {
	return Object.keys(event).length > 0;
}

function isWrite(planned: PlannedAction): boolean {
	const { action, copies = [] } = planned;
	if (copies.length > 0 || /^(create|update|delete)$/.test(action)) return true;
	return action === 'adopt' && overwrites(planned);
}

function sendingOf({ sendInvitations, actions }: Plan): SendInvitations {
	return actions.some(isSeenByAttendees) ? sendInvitations : 'none';
}

/** True for actions that attendees would hear of, if there are any. */
function isSeenByAttendees({ action, event = {}, copies = [] }: PlannedAction): boolean {
	if (copies.length > 0 || action === 'delete') return true;
	if (action === 'create') return !!event.attendees?.length;
	return /^(update|adopt)$/.test(action) && !isOwnMatter(event);
}

/** The zone in which the source gives its times. */
function zoneIn(actions: readonly PlannedAction[]): string | undefined {
	return actions.find(({ event }) => event?.times)?.event?.times?.timeZone;
}

function section<One>(
	title: string,
	all: readonly One[],
	lineFor: (one: One) => string,
	about?: string,
): string[] {
	if (all.length === 0) return [];
	const lines = all.slice(0, maxLines).map((one) => `- ${lineFor(one)}`);
	const more = all.length - lines.length;
	return [
		'',
		`### ${title}`,
		'',
		...(about === undefined ? [] : [about, '']),
		...lines,
		...(more > 0 ? [`- and ${more} more`] : []),
	];
}

function lineOf(action: PlannedAction, zone: Zone, { sendInvitations }: Plan): string {
	const { event = {}, message, reason, endsSeries, resetsSeries } = action;
	const fields = Object.keys(event).map(fieldName).join(', ');
	const isPlain = ['create', 'update', 'delete'].includes(action.action);
	const isNew = action.action === 'create';
	const more = [
		message ?? (isPlain ? undefined : inWords(reason)),
		action.action === 'adopt' && fields && `overwrites ${fields}`,
		endsSeries && 'the series becomes a single appointment',
		resetsSeries && 'changed or cancelled occurrences become as the source has them',
		isNew && sendInvitations !== 'none' && invitees(event),
	].filter((part) => typeof part === 'string' && part !== '');
	return [
		titleOf(action, zone),
		event.times?.recurrence && ' (series)',
		action.action === 'update' && fields && ` (${fields})`,
		more.length > 0 && `: ${markdownLine(more.join('; '))}`,
	]
		.filter(Boolean)
		.join('');
}

type Titled = Pick<PlannedAction, 'externalId' | 'subject' | 'start' | 'end'>;

function titleOf(one: Titled, zone: Zone): string {
	const name = one.subject ?? `event ${one.externalId}`;
	return [timeOf(one, zone), markdownLine(name)].filter(Boolean).join(' ');
}

function invitees({ attendees = [] }: WritableEvent): string | undefined {
	if (attendees.length === 0) return undefined;
	const named = attendees.slice(0, maxAddresses).map(({ address }) => address);
	const rest = attendees.length - named.length;
	return `invites ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function fieldName(name: string): string {
	return name === 'times' ? 'time' : inWords(name);
}

/** `changedInExchange`: changed in Exchange. */
function inWords(name: string): string {
	return name
		.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
		.replace('exchange', 'Exchange');
}

/** `Fri 11 Dec 2026 09:00–17:00`, or the days of an all-day event; empty when nobody knows. */
function timeOf({ start, end }: Pick<PlannedAction, 'start' | 'end'>, zone: Zone): string {
	if (start === undefined) return '';
	if (!start.includes('T')) {
		const firstDay = dayOfDate(start) ?? 0;
		const lastDay = (dayOfDate(end ?? start) ?? 0) - 1;
		return lastDay > firstDay ? `${dayText(firstDay)} – ${dayText(lastDay)}` : dayText(firstDay);
	}
	const from = zone.toLocal(Date.parse(start));
	const to = end === undefined ? undefined : zone.toLocal(Date.parse(end));
	const first = Math.floor(from / dayMs);
	const begin = `${dayText(first)} ${clock(from)}`;
	if (to === undefined) return begin;
	const lastDay = Math.floor(to / dayMs);
	return `${begin}–${lastDay === first ? '' : `${dayText(lastDay)} `}${clock(to)}`;
}

function dayText(day: number): string {
	const { year, month, day: date } = civilDate(day);
	return `${weekdays[weekday(day)]} ${date} ${months[month - 1]} ${year}`;
}

function clock(local: number): string {
	return localText(local).slice(11, 16);
}
