import { civilDate, dayMs, dayOfDate, localText, weekday } from '../calendar/civil';
import { timeZones } from '../calendar/timeZone';
import type { Zone } from '../calendar/zone';
import { InvalidInput } from '../errors';
import { markdownLine } from '../markdownText';
import type { Plan, PlannedAction, PlannedKind } from './plan/plan';

export interface PlanReport {
	/** One line: whose calendar, and how much of what. */
	summary: string;
	/** Markdown for the person who approves the plan. */
	report: string;
}

/** Actions that a report lists one by one, in its order; the rest is only counted. */
const listed: ReadonlyArray<{ kind: PlannedKind; title: string; counted: string }> = [
	{ kind: 'delete', title: 'Deleted', counted: 'deleted' },
	{ kind: 'create', title: 'New', counted: 'new' },
	{ kind: 'update', title: 'Changed', counted: 'changed' },
	{ kind: 'adopt', title: 'Linked', counted: 'linked' },
	{ kind: 'conflict', title: 'Conflicts, left alone', counted: 'in conflict' },
	{ kind: 'fail', title: 'Refused', counted: 'refused' },
	{ kind: 'skip', title: 'Left out', counted: 'left out' },
];

/** Counted also where there are none. */
const always: readonly PlannedKind[] = ['create', 'update', 'delete'];

/** Lines of one kind at most. */
const maxLines = 200;

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * A plan in words, with local times, for people who approve it.
 * @param timeZone IANA or Windows name; default: that of the plan's events, else UTC
 * @throws InvalidInput for a zone that there is not
 */
export function describePlan(plan: Plan, timeZone?: string): PlanReport {
	const { mailbox, actions } = plan;
	const name = timeZone ?? zoneIn(actions) ?? 'UTC';
	const zone = timeZones().byName(name);
	if (!zone) {
		throw new InvalidInput('timeZone', `There is no time zone "${name}"`, {
			remedy: 'Give an IANA or Windows name, such as Europe/Berlin.',
		});
	}
	const ofKind = (kind: PlannedKind) => actions.filter(({ action }) => action === kind);
	const counts = ['create', 'update', 'delete', 'adopt', 'conflict', 'fail', 'skip'].flatMap(
		(kind) => {
			const { counted } = listed.find((one) => one.kind === kind)!;
			const count = ofKind(kind as PlannedKind).length;
			return count > 0 || always.includes(kind as PlannedKind) ? [`${count} ${counted}`] : [];
		},
	);
	const unchanged = ofKind('unchanged').length;
	if (unchanged > 0) counts.push(`${unchanged} unchanged`);
	const summary = `${mailbox}: ${counts.join(', ')}`;
	const sections = listed.flatMap(({ kind, title }) => section(title, ofKind(kind), zone));
	const times = sections.length > 0 ? ['', `Times are in ${name}.`] : [];
	return { summary, report: [`## ${markdownLine(summary)}`, ...sections, ...times, ''].join('\n') };
}

/** The zone in which the source gives its times. */
function zoneIn(actions: readonly PlannedAction[]): string | undefined {
	return actions.find(({ event }) => event?.times)?.event?.times?.timeZone;
}

function section(title: string, actions: readonly PlannedAction[], zone: Zone): string[] {
	if (actions.length === 0) return [];
	const lines = actions.slice(0, maxLines).map((action) => `- ${lineOf(action, zone)}`);
	const more = actions.length - lines.length;
	return ['', `### ${title}`, '', ...lines, ...(more > 0 ? [`- and ${more} more`] : [])];
}

function lineOf(action: PlannedAction, zone: Zone): string {
	const { subject, externalId, event, message, reason } = action;
	const name = subject ?? `event ${externalId}`;
	const fields = action.action === 'update' ? Object.keys(event ?? {}).map(fieldName) : [];
	const isPlain = ['create', 'update', 'delete'].includes(action.action);
	const why = message ?? (isPlain ? undefined : inWords(reason));
	return [
		[timeOf(action, zone), markdownLine(name)].filter(Boolean).join(' '),
		event?.times?.recurrence && ' (series)',
		fields.length > 0 && ` (${fields.join(', ')})`,
		why && `: ${markdownLine(why)}`,
	]
		.filter(Boolean)
		.join('');
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
