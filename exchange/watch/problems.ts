import { dayMs } from '../calendar/civil';
import { ExchangeError, type ExchangeErrorCode } from '../errors';
import { mailDomainOf } from '../mailDomains';
import { domainOf, isBusy, isOfConnection, isOfServer } from './refusals';
import type { WatchProblem } from './watchedEvent';

/** Failures that pass by themselves: told only when they don't. */
const passing: readonly ExchangeErrorCode[] = [
	'nameResolution',
	'autodiscover',
	'unreachable',
	'timeout',
	'throttled',
	'temporarilyUnavailable',
	'malformedResponse',
	'conflict',
	'http',
	'server',
];

/** In place of a mailbox. */
const ofAll = '';

/** In place of a mailbox, for all of a mail domain. */
const ofDomain = (domain: string) => `@${domain}`;

/** Mailboxes that a failure concerns, or a group, and what stands for them. */
type Concerned = Pick<WatchProblem, 'mailbox' | 'mailboxes'> & { name: string };

const all: Concerned = { name: ofAll };

/** So many failures in a row are more than a moment. */
const lastingFailures = 3;

/** The same problem is told again when it came back after this time, in milliseconds. */
const againMs = 60 * 60_000;

/** A problem that stays is told again after this time, in milliseconds. */
const stillMs = dayMs;

/** So many mailboxes are named for which the server is busy; with more it is told for all. */
const mostNamed = 3;

/** Within this time, in milliseconds. */
const crowdMs = 10 * 60_000;

/** So many mailboxes are told one by one of the same problem within `crowdMs`, and further ones together. */
const mostAlone = 20;

/** So long those are waited for, in milliseconds. */
const togetherMs = 60_000;

/** Mailboxes with the same problem. */
interface Crowd {
	/** When such a problem was told lately. */
	told: number[];
	/** Those that wait to be told together, and since when. */
	waiting: Set<string>;
	since: number;
}

/** Decides which failures of a watch are told, so that each is told and none floods. */
export class Problems {
	private readonly told = new Map<string, { at: number; metBy: Set<object> }>();
	/** Meets what mailboxes meet, whichever it is. */
	private readonly readers = {};
	/** When the server was last too busy for mailboxes, or away. */
	private readonly busyAt = new Map<string, number>();

	private readonly crowds = new Map<ExchangeErrorCode, Crowd>();

	/**
	 * @param watched the mailboxes of the watch, with their servers as far as these are known
	 * @param account with the server that is asked for groups, once it is known
	 */
	constructor(
		private readonly watched: ReadonlyMap<string, { readonly server?: string }>,
		private readonly account: { readonly server?: string } = {},
	) {}

	/**
	 * Notes a failure.
	 * @param whom a mailbox, a group that is looked up, or the mailboxes of a connection
	 * @param failures in a row, this one included
	 * @param metBy a connection, or else that succeeds by itself; by default all readings together
	 * @returns the problem to tell; undefined when it is told already, or too early to tell
	 */
	failed(
		whom: string | readonly string[],
		error: unknown,
		failures: number,
		now: number,
		metBy: object = this.readers,
	): WatchProblem | undefined {
		const known = asExchangeError(error);
		const { code } = known;
		if (code === 'cancelled' || whom.length === 0) return undefined;
		if (passing.includes(code) && failures < lastingFailures) return undefined;
		const { name, ...concerned } = this.concernedBy(whom, known, now);
		const key = `${name} ${code}`;
		const before = this.told.get(key);
		const isSolved = before?.metBy.size === 0;
		before?.metBy.add(metBy);
		if (before && now - before.at < (isSolved ? againMs : stillMs)) return undefined;
		const names = concerned.mailbox === undefined ? [name] : this.crowdOf(name, code, now);
		if (!names) return undefined;
		for (const one of names) {
			const { metBy: all = new Set([metBy]) } = this.told.get(`${one} ${code}`) ?? {};
			this.told.set(`${one} ${code}`, { at: now, metBy: all });
		}
		const whose = names.length > 1 ? { mailboxes: names } : concerned;
		return { kind: 'problem', ...whose, error: known };
	}

	/**
	 * Keeps a problem that each of many mailboxes has, such as a right that nobody gave, from being told a
	 * thousand times: each waits for others, and is tried again meanwhile.
	 * @returns the mailboxes to tell it for; undefined when it is too early
	 */
	private crowdOf(
		mailbox: string,
		code: ExchangeErrorCode,
		now: number,
	): readonly string[] | undefined {
		const crowd = this.crowds.get(code) ?? { told: [], waiting: new Set(), since: now };
		this.crowds.set(code, crowd);
		crowd.told = crowd.told.filter((at) => now - at < crowdMs);
		const isFirst = crowd.waiting.size === 0;
		const isAlone = isFirst && crowd.told.length < mostAlone;
		if (isFirst) crowd.since = now;
		crowd.waiting.add(mailbox);
		if (!isAlone && now - crowd.since < togetherMs) return undefined;
		const due = [...crowd.waiting];
		crowd.waiting.clear();
		crowd.told.push(now);
		return due;
	}

	private concernedBy(
		whom: string | readonly string[],
		error: ExchangeError,
		now: number,
	): Concerned {
		const [one = ''] = [whom].flat();
		const domain = domainOf(error);
		if (domain !== undefined) {
			const isOf = (mailbox: string) => mailDomainOf(mailbox) === domain;
			return { name: ofDomain(domain), ...(this.those(isOf) ?? { mailbox: one }) };
		}
		if (isOfConnection(error) && !isOfServer(error)) return all;
		const isOfMany =
			typeof whom !== 'string' || isOfServer(error) || this.isCrowd(whom, error, now);
		if (!isOfMany) return { name: one, mailbox: one };
		const server = this.serverOf(one);
		if (server === undefined) return all;
		const those = this.those((mailbox) => this.serverOf(mailbox) === server);
		// At the server of the account alone is only the group.
		if (!those) return { name: one, mailbox: one };
		return those.mailboxes ? { name: server, ...those } : all;
	}

	/** Watched mailboxes of which it is true, without names where that are all; undefined where that are none. */
	private those(isOne: (mailbox: string) => boolean): Pick<Concerned, 'mailboxes'> | undefined {
		const mailboxes = [...this.watched.keys()].filter(isOne);
		if (mailboxes.length === 0) return undefined;
		return mailboxes.length < this.watched.size ? { mailboxes } : {};
	}

	/** Who is no watched mailbox is a group. */
	private serverOf(name: string): string | undefined {
		return (this.watched.get(name) ?? this.account).server;
	}

	/** True where so many mailboxes meet a busy server that it is told for all of them. */
	private isCrowd(mailbox: string, error: ExchangeError, now: number): boolean {
		if (!isBusy(error)) return false;
		this.busyAt.set(mailbox, now);
		for (const [one, at] of this.busyAt) if (now - at > crowdMs) this.busyAt.delete(one);
		const server = this.serverOf(mailbox);
		const there = [...this.busyAt.keys()].filter((one) => this.serverOf(one) === server);
		return there.length > mostNamed;
	}

	/** Notes that the calendar of a mailbox was read. */
	succeeded(mailbox: string): void {
		this.solved(mailbox);
		this.solved(ofDomain(mailDomainOf(mailbox)));
		this.solved(this.serverOf(mailbox) ?? ofAll);
		this.solved(ofAll);
	}

	/** Notes that what kept a mailbox, or a group, from being watched is over. */
	solved(mailbox: string): void {
		for (const [key, { metBy }] of this.told) {
			if (key.startsWith(`${mailbox} `)) metBy.delete(this.readers);
		}
		this.leaveCrowds(mailbox);
	}

	/** Notes that what met problems beside the readings, such as a connection, works, or is not needed any more. */
	recovered(what: object): void {
		for (const { metBy } of this.told.values()) metBy.delete(what);
	}

	/** Forgets a mailbox that is not watched any more. */
	forget(mailbox: string): void {
		this.busyAt.delete(mailbox);
		for (const key of this.told.keys()) {
			if (key.startsWith(`${mailbox} `)) this.told.delete(key);
		}
		this.leaveCrowds(mailbox);
	}

	private leaveCrowds(mailbox: string): void {
		for (const { waiting } of this.crowds.values()) waiting.delete(mailbox);
	}
}

/** A failure as a problem tells it; what is none of Exchange's counts as the server's. */
export function asExchangeError(error: unknown): ExchangeError {
	if (error instanceof ExchangeError) return error;
	const message = error instanceof Error ? error.message : String(error);
	return new ExchangeError('server', message, { cause: error });
}
