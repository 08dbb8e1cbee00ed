/**
 * Times that suit those who are asked.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/suggestionsviewoptions
 */
import { child, element, path, textOf } from '../contracts';
import type { XmlElement, XmlNode } from '../contracts';
import { toUtc, type TimeZone } from '../timeZones';

const minute = 60_000;
const day = 1440 * minute;
const stepMinutes = 30;
/** From Monday to Friday, in minutes of the day. */
const workingHours = { start: 480, end: 1020 };

/** From the best to the worst. */
const qualities = ['Excellent', 'Good', 'Fair', 'Poor'] as const;
type Quality = (typeof qualities)[number];

/** What somebody does in a time, `Free` or a state of free/busy; undefined where it is not to be seen. */
export type StateBetween = (start: Date, end: Date) => string | undefined;

/** Somebody who is asked. */
export interface Asked {
	isOptional: boolean;
	/** One state for a person; one for each member of a group; undefined for a group that is too large. */
	states: StateBetween[] | undefined;
	isGroup: boolean;
}

interface Wishes {
	goodThreshold: number;
	mostByDay: number;
	mostOutsideWork: number;
	durationMinutes: number;
	worst: Quality;
	/** Local midnights, as milliseconds of a clock that knows no zone. */
	from: number;
	to: number;
	zone: TimeZone;
}

interface Suggestion {
	time: string;
	isWorkTime: boolean;
	quality: Quality;
	conflicts: XmlElement[];
}

/** Wishes that are out of their range, or that this server can't fulfil; undefined where all are well. */
export function refusedWish(request: XmlNode): string | undefined {
	const options = child(request, 'SuggestionsViewOptions');
	const isBetween = (name: string, least: number, most: number) => {
		const text = textOf(options, name);
		return text === undefined || (Number(text) >= least && Number(text) <= most);
	};
	if (!isBetween('GoodThreshold', 1, 49)) return 'GoodThreshold is 1 to 49.';
	if (!isBetween('MaximumResultsByDay', 0, 48)) return 'MaximumResultsByDay is 0 to 48.';
	if (!isBetween('MaximumNonWorkHourResultsByDay', 0, 48)) {
		return 'MaximumNonWorkHourResultsByDay is 0 to 48.';
	}
	if (!isBetween('MeetingDurationInMinutes', 30, 1440)) {
		return 'MeetingDurationInMinutes is 30 to 1440.';
	}
	const unused = ['CurrentMeetingTime', 'GlobalObjectId'].find((name) => child(options, name));
	if (unused !== undefined) return `${unused} is not looked at by this server.`;
	const days = ['StartTime', 'EndTime'].map((name) =>
		Date.parse(`${path(options, 'DetailedSuggestionsWindow', name)?.text.trim() ?? ''}Z`),
	);
	const areDays = days.every((time) => time % day === 0);
	return areDays && days[0] < days[1]
		? undefined
		: 'DetailedSuggestionsWindow goes from one midnight to another.';
}

/** Times by day, the best first. */
export function suggestionDays(
	request: XmlNode,
	asked: readonly Asked[],
	zone: TimeZone,
): XmlElement {
	const wishes = readWishes(child(request, 'SuggestionsViewOptions')!, zone);
	const days: XmlElement[] = [];
	for (let at = wishes.from; at < wishes.to; at += day) {
		const found = suggestionsOf(at, asked, wishes);
		const best = qualities.find((quality) => found.some((one) => one.quality === quality));
		days.push(
			element('t:SuggestionDayResult', [
				element('t:Date', localText(at)),
				element('t:DayQuality', best ?? 'Poor'),
				element('t:SuggestionArray', shown(found, wishes).map(suggestionElement)),
			]),
		);
	}
	return element('m:SuggestionDayResultArray', days);
}

function readWishes(options: XmlNode, zone: TimeZone): Wishes {
	const number = (name: string, standard: number) => Number(textOf(options, name) ?? standard);
	const midnight = (name: string) =>
		Date.parse(`${path(options, 'DetailedSuggestionsWindow', name)!.text.trim()}Z`);
	return {
		goodThreshold: number('GoodThreshold', 25),
		mostByDay: number('MaximumResultsByDay', 10),
		mostOutsideWork: number('MaximumNonWorkHourResultsByDay', 0),
		durationMinutes: number('MeetingDurationInMinutes', 60),
		worst: (textOf(options, 'MinimumSuggestionQuality')?.trim() ?? 'Fair') as Quality,
		from: midnight('StartTime'),
		to: midnight('EndTime'),
		zone,
	};
}

const localText = (at: number) => new Date(at).toISOString().slice(0, 19);

function suggestionsOf(midnight: number, asked: readonly Asked[], wishes: Wishes): Suggestion[] {
	const found: Suggestion[] = [];
	const { durationMinutes, zone } = wishes;
	const weekday = new Date(midnight).getUTCDay();
	for (let from = 0; from + durationMinutes <= 1440; from += stepMinutes) {
		const time = localText(midnight + from * minute);
		const start = toUtc(time, zone);
		const end = new Date(start.getTime() + durationMinutes * minute);
		const isWorkTime =
			weekday >= 1 &&
			weekday <= 5 &&
			from >= workingHours.start &&
			from + durationMinutes <= workingHours.end;
		found.push({ time, isWorkTime, ...judged(asked, start, end, wishes) });
	}
	return found;
}

/** Whoever is optional does not count. */
function judged(
	asked: readonly Asked[],
	start: Date,
	end: Date,
	{ goodThreshold }: Wishes,
): Pick<Suggestion, 'quality' | 'conflicts'> {
	const needed = { all: 0, missing: 0 };
	const conflicts = asked.map((one) => {
		if (!one.states) return element('t:TooBigGroupAttendeeConflictData');
		const states = one.states.map((stateIn) => stateIn(start, end));
		const missing = states.filter(isConflict).length;
		if (!one.isOptional) {
			needed.all += states.length;
			needed.missing += missing;
		}
		return one.isGroup ? groupConflict(states) : personConflict(states[0]);
	});
	const share = needed.all === 0 ? 0 : (100 * needed.missing) / needed.all;
	if (share === 0) return { quality: 'Excellent', conflicts };
	if (share <= goodThreshold) return { quality: 'Good', conflicts };
	return { quality: share <= 50 ? 'Fair' : 'Poor', conflicts };
}

function isConflict(state: string | undefined): boolean {
	return state === 'Busy' || state === 'OOF' || state === 'Tentative';
}

function personConflict(state: string | undefined): XmlElement {
	if (state === undefined) return element('t:UnknownAttendeeConflictData');
	return element('t:IndividualAttendeeConflictData', element('t:BusyType', state));
}

function groupConflict(states: ReadonlyArray<string | undefined>): XmlElement {
	const conflicts = states.filter(isConflict).length;
	const unknown = states.filter((state) => state === undefined).length;
	return element('t:GroupAttendeeConflictData', [
		element('t:NumberOfMembers', states.length),
		element('t:NumberOfMembersAvailable', states.length - conflicts - unknown),
		element('t:NumberOfMembersWithConflict', conflicts),
		element('t:NumberOfMembersWithNoData', unknown),
	]);
}

/** Those that are good enough, the best first, and of those outside of working hours no more than wanted. */
function shown(found: readonly Suggestion[], wishes: Wishes): Suggestion[] {
	const rank = (quality: Quality) => qualities.indexOf(quality);
	const enough = found
		.filter(({ quality }) => rank(quality) <= rank(wishes.worst))
		.sort((a, b) => rank(a.quality) - rank(b.quality) || (a.time < b.time ? -1 : 1));
	return [
		...enough.filter(({ isWorkTime }) => isWorkTime).slice(0, wishes.mostByDay),
		...enough.filter(({ isWorkTime }) => !isWorkTime).slice(0, wishes.mostOutsideWork),
	];
}

function suggestionElement({ time, isWorkTime, quality, conflicts }: Suggestion): XmlElement {
	return element('t:Suggestion', [
		element('t:MeetingTime', time),
		element('t:IsWorkTime', isWorkTime),
		element('t:SuggestionQuality', quality),
		element('t:AttendeeConflictDataArray', conflicts),
	]);
}
