/**
 * Watches calendars: hears of changes over few connections (connectionGroup.ts), follows each by a reading
 * of what changed, tells what was found, and only then lets it count. Beside that it tells the moments of
 * events, and what keeps it from hearing.
 *
 * Each mailbox has its own state (mailboxState.ts); one loop does what is due: readings, as many at a
 * time as the connection allows, and moments. Telling does not take a reader's place: a slow taker holds
 * back its own mailbox only.
 */
import { instantText } from '../calendar/civil';
import { addressKey } from '../mailboxes/address';
import { orAborted } from '../transport/orAborted';
import { Bell } from './bell';
import type { Clock } from './clock';
import { ConnectionGroup } from './connectionGroup';
import type { GroupOwner } from './groupOwner';
import { regroup, type Group } from './groups';
import { backOff, type Limits } from './limits';
import { Members } from './members';
import { newMailbox, nextState, type MailboxEvent, type MailboxState } from './mailboxState';
import { Places } from './places';
import type { WatchPorts } from './ports';
import { Problems } from './problems';
import { findServers, searchServer } from './servers';
import type { TimeKind } from './timetable';
import { WatchedMailbox } from './watchedMailbox';
import { changeKinds, timeKinds, type WatchedEvent } from './watchedEvent';
import type { WatchSettings } from './watchSettings';

/** Time for what is under way when the watch ends, in milliseconds. */
const farewellMs = 700;

/** The loop looks around at least that often, as clocks may be set, in milliseconds. */
const longestRestMs = 30_000;

export class Watcher implements GroupOwner {
	readonly clock: Clock;
	readonly limits: Limits;
	readonly concurrency: number;
	private readonly bell = new Bell();
	private readonly watched = new Map<string, WatchedMailbox>();
	private readonly problems: Problems;
	private groups: Group[] = [];
	private readonly connections = new Map<number, ConnectionGroup>();
	/** Everything that is under way and has to end before the watch has. */
	private readonly underWay = new Set<Promise<void>>();
	private reading = 0;
	/** Those among them that could not be read the last time. */
	private readonly retrying = new Set<WatchedMailbox>();
	private readonly members: Members;
	/** For moments, by server: as many as for readings. One that is down keeps nobody at another one waiting. */
	private readonly places = new Map<string | undefined, Places>();

	constructor(
		readonly ports: WatchPorts,
		private readonly settings: WatchSettings,
	) {
		({ clock: this.clock, limits: this.limits, concurrency: this.concurrency } = settings);
		this.members = new Members(this, settings.group, settings.signal);
		this.problems = new Problems(this.watched, this.members);
	}

	/** Runs until the signal aborts; then everything is closed. Never rejects. */
	async run(): Promise<void> {
		const { signal, mailboxes } = this.settings;
		this.add(mailboxes);
		while (!signal.aborted) {
			this.doWhatIsDue();
			await this.bell.wait(this.clock, this.restMs(), signal);
		}
		const ended = new AbortController();
		const connections = [...this.connections.values()];
		await Promise.race([
			Promise.all([...this.underWay, ...connections.map(async (group) => await group.close())]),
			this.clock.wait(farewellMs, ended.signal),
		]);
		ended.abort();
	}

	stateOf(mailbox: string): MailboxState | undefined {
		return this.watched.get(mailbox)?.state;
	}

	happened(mailboxes: string | readonly string[], event: MailboxEvent): void {
		let isRegrouped = false;
		for (const mailbox of [mailboxes].flat()) {
			const watched = this.watched.get(mailbox);
			if (!watched) continue;
			const { tier } = watched.state;
			watched.state = nextState(watched.state, event, this.clock.now(), this.limits);
			isRegrouped ||= watched.state.tier !== tier;
		}
		if (isRegrouped) this.formGroups();
		this.bell.ring();
	}

	failed(whom: string | readonly string[], error: unknown, failures: number, metBy?: object): void {
		if (this.settings.signal.aborted) return;
		const problem = this.problems.failed(whom, error, failures, this.clock.now(), metBy);
		if (!problem) return;
		const isUnread = typeof whom === 'string' && this.watched.get(whom)?.wasRead === false;
		const told = { ...problem, ...(isUnread && { isUnread }) };
		this.start(async () => await this.settings.tell([told]));
	}

	recovered(what: object): void {
		this.problems.recovered(what);
	}

	solved(mailbox: string): void {
		this.problems.solved(mailbox);
	}

	note(words: string): void {
		this.settings.note?.(words);
	}

	private add(mailboxes: Iterable<string>): void {
		const { kinds, aheadMs, expand } = this.settings;
		const added: WatchedMailbox[] = [];
		for (const mailbox of mailboxes) {
			if (this.watched.has(mailbox)) continue;
			const watched = new WatchedMailbox(mailbox, this.ports.calendarOf(mailbox), {
				kinds,
				hasChanges: changeKinds.some((kind) => kinds.has(kind)),
				times: new Set(timeKinds.filter((kind): kind is TimeKind => kinds.has(kind))),
				aheadMs,
				expand,
				limits: this.limits,
				state: newMailbox(this.clock.now(), this.limits),
				placesAt: (server) => this.placesAt(server),
			});
			this.watched.set(mailbox, watched);
			added.push(watched);
		}
		this.start(async () => await this.findServers(added));
	}

	private async findServers(added: readonly WatchedMailbox[]): Promise<void> {
		const { signal } = this.settings;
		this.problems.searchBegan(this.clock.now());
		const notFound = await findServers(this, added, signal, () => this.formGroups());
		this.problems.searchEnded();
		for (const watched of notFound) {
			this.start(async () => {
				watched.server = await searchServer(this, watched.mailbox, signal);
				this.formGroups();
			});
		}
	}

	private remove(mailbox: string): void {
		this.watched.delete(mailbox);
		this.problems.forget(mailbox);
	}

	private formGroups(): void {
		const members = [...this.watched.values()].flatMap(({ mailbox, server, state: { tier } }) =>
			server === undefined ? [] : { mailbox, server, tier },
		);
		const before = new Map(this.groups.map((group) => [group.id, group]));
		this.groups = regroup(this.groups, members);
		for (const { id, mailboxes } of this.groups) {
			before.delete(id);
			const connection = this.connections.get(id);
			if (connection) connection.become(mailboxes);
			else {
				const added = new ConnectionGroup(this, mailboxes);
				this.connections.set(id, added);
				this.start(async () => await added.run(this.settings.signal));
			}
		}
		// It ends with the watch, and has nothing to do until then.
		for (const id of before.keys()) this.connections.get(id)?.become([]);
		this.groups.push(...[...before.values()].map((group) => ({ ...group, mailboxes: [] })));
	}

	private restMs(): number {
		const now = this.clock.now();
		let next = Math.min(now + longestRestMs, this.members.at);
		const isFull = this.reading >= this.concurrency;
		const date = this.clock.date();
		for (const places of this.places.values()) {
			next = Math.min(next, now + places.nextDue() - date);
		}
		for (const watched of this.watched.values()) {
			if (!isFull && !this.hasToWait(watched)) next = Math.min(next, watched.state.readAt);
			next = Math.min(next, watched.momentAt(now, date));
		}
		return next - now;
	}

	/** True for one that could not be read, while such ones have half of the places: they may take minutes each. */
	private hasToWait({ state }: WatchedMailbox): boolean {
		return state.failures > 0 && this.retrying.size >= this.concurrency / 2;
	}

	private doWhatIsDue(): void {
		const now = this.clock.now();
		if (this.members.at <= now) this.start(async () => await this.lookUpMembers());
		const due = [...this.watched.values()].filter(({ state }) => state.readAt <= now);
		due.sort((one, other) => one.state.readAt - other.state.readAt);
		for (const watched of due) {
			if (this.reading >= this.concurrency) break;
			if (this.hasToWait(watched)) continue;
			if (watched.state.failures > 0) this.retrying.add(watched);
			this.reading++;
			this.happened(watched.mailbox, { is: 'reading' });
			this.start(async () => await this.read(watched));
		}
		const date = this.clock.date();
		for (const watched of this.watched.values()) {
			if (watched.momentAt(now, date) > now) continue;
			watched.isTelling = true;
			this.start(async () => await this.tellMoments(watched));
		}
		for (const places of this.places.values()) places.letIn();
	}

	private placesAt(server: string | undefined): Places {
		const places = this.places.get(server) ?? new Places(this.concurrency, () => this.clock.date());
		this.places.set(server, places);
		return places;
	}

	private async read(watched: WatchedMailbox): Promise<void> {
		const { signal } = this.settings;
		const { mailbox } = watched;
		try {
			const date = () => this.clock.date();
			const part = await watched.read(
				date,
				signal,
				async (events) => await this.handOver(watched, events),
				async (looking) => await this.aside(watched, looking),
			);
			watched.wasRead = true;
			this.happened(mailbox, { is: 'read' });
			if (part?.isOfMoments) this.delayMoments(watched);
			if (part) this.failed(mailbox, part.error, part.failures);
			else if (!watched.owesMoments) this.problems.succeeded(mailbox);
		} catch (error) {
			this.happened(mailbox, { is: 'readFailed' });
			this.failed(mailbox, error, watched.state.failures);
		} finally {
			this.retrying.delete(watched);
			this.reading--;
			this.bell.ring();
		}
	}

	private async handOver(watched: WatchedMailbox, events: readonly WatchedEvent[]): Promise<void> {
		const { signal, tell } = this.settings;
		const told = watched.inTurn(async () => await tell(events));
		await this.aside(watched, orAborted(told, signal));
	}

	/** Waits for it without taking a reader's place. */
	private async aside(watched: WatchedMailbox, work: Promise<unknown>): Promise<void> {
		this.retrying.delete(watched);
		this.reading--;
		this.bell.ring();
		try {
			await work;
		} finally {
			this.reading++;
		}
	}

	private async tellMoments(watched: WatchedMailbox): Promise<void> {
		const { signal, tell } = this.settings;
		const told = async (events: readonly WatchedEvent[]) => await orAborted(tell(events), signal);
		try {
			const tellThem = async () => {
				const date = () => this.clock.date();
				const textOf = (time: number) => instantText(time);
				const part = await watched.tellMoments(date, signal, told, textOf);
				if (part) this.failed(watched.mailbox, part.error, part.failures);
			};
			await orAborted(watched.inTurn(tellThem), signal);
			watched.momentFailures = 0;
		} catch (error) {
			this.delayMoments(watched);
			this.failed(watched.mailbox, error, watched.momentFailures);
		} finally {
			watched.isTelling = false;
			this.bell.ring();
		}
	}

	private delayMoments(watched: WatchedMailbox): void {
		watched.momentFailures++;
		watched.momentsFrom = this.clock.now() + backOff(watched.momentFailures, this.limits);
	}

	private async lookUpMembers(): Promise<void> {
		const found = await this.members.lookUp();
		if (found) {
			const before = found.areAll ? [] : this.watched.keys();
			const all = [...found.addresses, ...before, ...this.settings.mailboxes];
			const members = new Map(all.map((mailbox) => [addressKey(mailbox), mailbox]));
			const isLeft = (mailbox: string) => members.get(addressKey(mailbox)) !== mailbox;
			const left = [...this.watched.keys()].filter(isLeft);
			for (const mailbox of left) this.remove(mailbox);
			if (left.length > 0) this.formGroups();
			this.add(members.values());
		}
		this.bell.ring();
	}

	/** Work that the watch waits for at its end; it takes care of its failures itself. */
	private start(work: () => Promise<void>): void {
		const started = work().catch(() => undefined);
		this.underWay.add(started);
		void started.finally(() => this.underWay.delete(started));
	}
}
