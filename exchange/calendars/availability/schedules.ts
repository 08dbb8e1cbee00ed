import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import { each, EventLoopTurns, inTurns } from '../../eventLoop';
import { MalformedResponse } from '../../ews/errors';
import type { AskedAs } from '../../ews/library/expandGroup';
import { requestsAtOnce } from '../../ews/request';
import { isAtLeast, schemaFor } from '../../ews/versions';
import { addressKey, composeAddress } from '../../mailboxes/address';
import { GroupNotFound, readGroup } from '../../mailboxes/expandGroup';
import { outcomeOf, type Outcome } from '../../outcome';
import { askAvailability, type AvailabilityQuestion } from './askAvailability';
import { GroupNotRead, GroupTooLarge, TimesNotShown } from './errors';
import { scheduleOf, type Schedule, type SeenPart } from './schedule';
import type { Interval } from './search/workingTimes';

/** The time of one mailbox of those that were asked for, or why nothing is known of it. */
export interface MailboxSchedule {
	/** Place of the user in the list that was given, from 0. */
	index: number;
	/** As it was given. */
	user: string;
	/** Its address; what was given where that can't be one. */
	mailbox: string;
	/** The group that was given, where this is one of its members. */
	memberOf?: string;
	schedule: Outcome<Schedule>;
}

export interface ScheduleQuestion extends AvailabilityQuestion {
	window: Interval;
	/** Whether a user at that place of the list, where it is a group, is replaced by its members. */
	expandsGroup?(index: number): boolean;
}

/**
 * The times of people, rooms and groups; each distinct address is asked for once.
 * @param fieldOf names the option that a user comes from, by the place in the list
 * @returns one for each user, in their order; members of a group in its place
 * @throws ExchangeError when a failure concerns all of them
 */
export async function readSchedules(
	exchange: Exchange,
	users: readonly string[],
	question: ScheduleQuestion,
	fieldOf: (index: number) => string = () => 'mailboxes',
): Promise<MailboxSchedule[]> {
	const known = new Map<string, Outcome<Schedule>>();
	const { emailDns } = exchange.settings;
	const asked = users.map((user) => ({ user, composed: composeAddress({ user, emailDns }) }));
	await learn(
		exchange,
		known,
		asked.flatMap(({ composed }) => (composed.ok ? [composed.address] : [])),
		question,
	);
	const isExpanded = (index: number) => question.expandsGroup?.(index) ?? false;
	const expanded = asked.flatMap(({ composed }, index) =>
		composed.ok && isExpanded(index) ? [addressKey(composed.address)] : [],
	);
	const groups = await membersOfGroups(exchange, known, new Set(expanded), question);
	const members = [...groups.values()].flatMap((found) => (found.ok ? found.value : []));
	await learn(exchange, known, members, question);
	return asked.flatMap(({ user, composed }, index): MailboxSchedule[] => {
		if (!composed.ok) {
			const error = new InvalidInput(fieldOf(index), composed.reason);
			return [{ index, user, mailbox: composed.address ?? user, schedule: { ok: false, error } }];
		}
		const { address } = composed;
		const scheduleAt = (one: string) => known.get(addressKey(one))!;
		const inGroup = isExpanded(index) ? groups.get(addressKey(address)) : undefined;
		if (!inGroup) return [{ index, user, mailbox: address, schedule: scheduleAt(address) }];
		if (!inGroup.ok) return [{ index, user, mailbox: address, schedule: inGroup }];
		return inGroup.value.map((member) => ({
			index,
			user,
			mailbox: member,
			memberOf: address,
			schedule: scheduleAt(member),
		}));
	});
}

/** Asks for those that are not known yet. */
async function learn(
	exchange: Exchange,
	known: Map<string, Outcome<Schedule>>,
	addresses: readonly string[],
	question: ScheduleQuestion,
): Promise<void> {
	const missing = new Map(
		addresses
			.map((address): [string, string] => [addressKey(address), address])
			.filter(([key]) => !known.has(key)),
	);
	if (missing.size === 0) return;
	const keys = [...missing.keys()];
	const answers = await askAvailability(exchange, [...missing.values()], question.window, question);
	// Newer servers answer as the old one where they are asked in its schema.
	const isOld =
		exchange.serverVersion?.majorVersion === 14 ||
		!isAtLeast(schemaFor(exchange.settings.version), 'Exchange2013');
	const work = each(
		answers.entries(),
		([index, answer]) =>
			known.set(keys[index], answer.ok ? joinedParts(answer.value, question, isOld) : answer),
		1,
	);
	await inTurns(work, exchange.turns ?? new EventLoopTurns());
}

function joinedParts(
	parts: readonly SeenPart[],
	{ interval, window }: ScheduleQuestion,
	isOld: boolean,
): Outcome<Schedule> {
	const schedule = scheduleOf(parts, interval, window);
	if (!schedule) {
		const error = new MalformedResponse('a busy time without start or end');
		return { ok: false, error };
	}
	// Exchange 2010 knows no working elsewhere; its 4 says that there is no data.
	if (isOld) schedule.merged = schedule.merged.replaceAll('4', '5');
	return { ok: true, value: schedule };
}

/**
 * The members of those of the `expanded` addresses that are groups. Of groups servers show digits alone
 * or nothing, as they do of mailboxes of which they know no more. Of a group whose members can't be read
 * nothing is known: taken for one person, it would have one person's working hours.
 */
async function membersOfGroups(
	exchange: Exchange,
	known: ReadonlyMap<string, Outcome<Schedule>>,
	expanded: ReadonlySet<string>,
	{ onBehalfOf: mailbox, signal }: ScheduleQuestion,
): Promise<Map<string, Outcome<string[]>>> {
	const mayBeGroups = [...known].flatMap(([key, schedule]) => {
		return expanded.has(key) && mayBeGroup(schedule) ? [key] : [];
	});
	const limit = requestsAtOnce(exchange);
	const read = await mapConcurrently(mayBeGroups, limit, async (group) => ({
		group,
		found: await outcomeOf(
			membersOf(exchange, group, { mailbox, signal }),
			({ code }) => code === 'cancelled',
		),
	}));
	const members = new Map<string, Outcome<string[]>>();
	for (const { group, found } of read) {
		if (!found.ok) members.set(group, { ok: false, error: new GroupNotRead(group, found.error) });
		else if (found.value.length > 0) members.set(group, found);
	}
	return members;
}

function mayBeGroup(schedule: Outcome<Schedule>): boolean {
	if (schedule.ok) return schedule.value.access === 'merged';
	return schedule.error instanceof GroupTooLarge || schedule.error instanceof TimesNotShown;
}

/** None of an address that is no group. */
async function membersOf(exchange: Exchange, group: string, target: AskedAs): Promise<string[]> {
	const isOther = (error: ExchangeError) => !(error instanceof GroupNotFound);
	const read = await outcomeOf(readGroup(exchange, group, target), isOther);
	if (!read.ok) return [];
	const { members, unread } = read.value;
	if (unread.length > 0) throw unread[0].error;
	return members.map(({ emailAddress }) => emailAddress);
}
