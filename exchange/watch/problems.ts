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

/**
 * So many mailboxes, and so many servers or mail domains, are told one by one of the same problem within
 * `crowdMs`, and further ones together.
 */
const mostAlone = { mailboxes: 20, sites: 5 };

/** So long those are waited for, in milliseconds. */
const togetherMs = 60_000;

/** Problems of servers wait for the servers of all mailboxes, but no longer than that, in milliseconds. */
const longestSearchMs = 10 * 60_000;

/** A problem that was met, and may have been told. */
interface Note {
	toldAt: number;
	/** Those that meet it still; none once it is solved. */
	metBy: Set<object>;
}

type Waiting = Concerned & { note: Note };

/** Mailboxes or sites with the same problem. */
interface Crowd {
	/** When such a problem was told lately. */
	told: number[];
	/** Those that wait to be told together, by name, and since when. */
	waiting: Map<string, Waiting>;
	since: number;
}

/** Decides which failures of a watch are told, so that each is told and none floods. */
export class Problems {
	/** By the name and the code. */
	private readonly notes = new Map<string, Note>();
	/** Meets what mailboxes meet, whichever it is. */
	private readonly readers = {};
	/** When the server was last too busy for mailboxes, or away. */
	private readonly busyAt = new Map<string, number>();

	private readonly crowds = new Map<string, Crowd>();
	/** Searches for servers that are under way, and since when there are any. */
	private searches = 0;
	private searchingSince = -Infinity;

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
		// Whom it concerns shows once all servers are known; what stays comes again.
		if (isOfServer(known) && this.isSearching(now)) return undefined;
		const concerned = this.concernedBy(whom, known, now);
		const key = `${concerned.name} ${code}`;
		const note = this.notes.get(key) ?? { toldAt: -Infinity, metBy: new Set() };
		this.notes.set(key, note);
		const isSolved = note.metBy.size === 0;
		note.metBy.add(metBy);
		if (now - note.toldAt < (isSolved ? againMs : stillMs)) return undefined;
		const due = this.dueWith({ ...concerned, note }, code, now);
		for (const one of due) one.note.toldAt = now;
		return due.length > 0 ? { kind: 'problem', ...whose(due), error: known } : undefined;
	}

	/**
	 * Keeps a problem that each of many mailboxes has, such as a right that nobody gave, or each of many servers,
	 * from being told a thousand times: each waits for others, and is tried again meanwhile.
	 * @returns those to tell it for; none when it is too early
	 */
	private dueWith(one: Waiting, code: ExchangeErrorCode, now: number): readonly Waiting[] {
		const { name, mailbox, mailboxes } = one;
		const kind = mailbox !== undefined ? 'mailboxes' : mailboxes && 'sites';
		if (!kind) return [one];
		const key = `${kind} ${code}`;
		const crowd = this.crowds.get(key) ?? { told: [], waiting: new Map(), since: now };
		this.crowds.set(key, crowd);
		crowd.told = crowd.told.filter((at) => now - at < crowdMs);
		const isFirst = crowd.waiting.size === 0;
		const isAlone = isFirst && crowd.told.length < mostAlone[kind];
		if (isFirst) crowd.since = now;
		crowd.waiting.set(name, one);
		if (!isAlone && now - crowd.since < togetherMs) return [];
		const due = [...crowd.waiting.values()].filter(({ note }) => note.metBy.size > 0);
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

	/** Notes that the servers of mailboxes are looked for. */
	searchBegan(now: number): void {
		if (this.searches++ === 0) this.searchingSince = now;
	}

	searchEnded(): void {
		this.searches--;
	}

	/** False as well where it takes long, as with thousands of a mail domain whose hosts don't answer. */
	private isSearching(now: number): boolean {
		return this.searches > 0 && now - this.searchingSince < longestSearchMs;
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
		for (const [key, { metBy }] of this.notes) {
			if (key.startsWith(`${mailbox} `)) metBy.delete(this.readers);
		}
	}

	/** Notes that what met problems beside the readings, such as a connection, works, or is not needed any more. */
	recovered(what: object): void {
		for (const { metBy } of this.notes.values()) metBy.delete(what);
	}

	/** Forgets a mailbox that is not watched any more. */
	forget(mailbox: string): void {
		this.busyAt.delete(mailbox);
		for (const [key, { metBy }] of this.notes) {
			if (!key.startsWith(`${mailbox} `)) continue;
			metBy.clear();
			this.notes.delete(key);
		}
	}
}

/** The mailboxes that a problem is told for. */
function whose(due: readonly Concerned[]): Pick<WatchProblem, 'mailbox' | 'mailboxes'> {
	const [{ mailbox, mailboxes }] = due;
	if (due.length > 1) {
		return { mailboxes: [...new Set(due.flatMap((one) => one.mailboxes ?? one.mailbox ?? []))] };
	}
	return { ...(mailbox !== undefined && { mailbox }), ...(mailboxes && { mailboxes }) };
}

/** A failure as a problem tells it; what is none of Exchange's counts as the server's. */
export function asExchangeError(error: unknown): ExchangeError {
	if (error instanceof ExchangeError) return error;
	const message = error instanceof Error ? error.message : String(error);
	return new ExchangeError('server', message, { cause: error });
}
