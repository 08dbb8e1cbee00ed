import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { SyncCalendarItems } from '../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import type { ConnectionSettings } from '../../exchange/settings';
import {
	Company,
	startExchangeServer,
	type ExchangeServer,
	type ExchangeServerOptions,
} from '../exchangeServer';
import { runNode, type NodeRun } from '../support/runWorkflow';
import type { Random } from '../support/seed';
import { People, secretWord } from './people';
import { Run, type PlannedTrouble, type Wire } from './wire';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export const persons = ['alice', 'bob', 'carol'] as const;
const window = { pastDays: 20, futureDays: 60 };

interface SourceEvent {
	version: number;
	day: number;
	isPrivate: boolean;
}

/** What one system downstream of Get Changes holds of all mailboxes. */
type Replica = Map<string, IDataObject>;

/**
 * A company, its people, the system `hr` whose events are pushed to Alice (upsert), Bob (snapshot) and
 * Carol (two-way), and two readers of all changes: one On Output, one On Confirm.
 */
export class World {
	readonly people: People;
	readonly broken: string[] = [];
	readonly log: string[] = [];
	private readonly hr = new Map<string, Map<string, SourceEvent>>(
		persons.map((name) => [name, new Map()]),
	);
	/** What the source has had and deleted; told with every later push of Alice. */
	private readonly deleted = new Set<string>();
	private readonly readers: Record<'onOutput' | 'onConfirm', Replica> = {
		onOutput: new Map(),
		onConfirm: new Map(),
	};
	private nextEvent = 1;

	private constructor(
		private readonly server: ExchangeServer,
		private readonly company: Company,
		private readonly credential: ConnectionSettings,
		private readonly wire: Wire,
	) {
		this.people = new People(company);
	}

	static async start(wire: Wire, options: ExchangeServerOptions): Promise<World> {
		const company = new Company();
		const account = company.addServiceAccount();
		for (const accountName of persons) company.addPerson({ accountName });
		const server = await startExchangeServer({ ...options, company, schemas: false });
		return new World(
			server,
			company,
			{
				server: server.url,
				version: 'Exchange2019',
				emailDns: company.domain,
				user: account.userPrincipalName,
				password: account.password,
				authScheme: 'basic',
			},
			wire,
		);
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	/** The server has time for everybody again. */
	calm(): void {
		this.server.behaviours.busy = 'never';
	}

	/** What is there when the history begins. */
	furnish(random: Random): void {
		for (const name of persons) {
			for (let left = 3; left > 0; left--) this.people.edit(name, random);
			for (let left = 1 + random.below(4); left > 0; left--) this.add(name, random);
		}
	}

	private add(name: string, random: Random): string {
		const id = `${name}${this.nextEvent++}`;
		const event = { version: 1, day: random.below(40), isPrivate: random.chance(0.2) };
		this.hr.get(name)!.set(id, event);
		return id;
	}

	editSource(random: Random): string {
		const name = random.pick(persons);
		const events = this.hr.get(name)!;
		const known = [...events.keys()];
		const day = random.below(40);
		if (known.length === 0 || random.chance(0.5)) {
			return `hr adds ${this.add(name, random)}`;
		}
		const id = random.pick(known);
		if (random.chance(0.25)) {
			events.delete(id);
			this.deleted.add(id);
			return `hr deletes ${id}`;
		}
		const before = events.get(id)!;
		events.set(id, { ...before, version: before.version + 1, day });
		return `hr changes ${id}`;
	}

	/** One run of `what`; its outputs are taken in by whoever is downstream. */
	async run(what: RunKind, planned: readonly PlannedTrouble[]): Promise<string> {
		const before = this.people.seen();
		const outcome = await this.wire.during(new Run(planned), async () => await this.start(what));
		this.checkOthers(before, what);
		const title = titleOf(what, planned);
		if (outcome === 'killed') return `${title}: killed`;
		this.take(what, outcome);
		return `${title}: ${outcome.error ? `stopped (${outcome.error.message})` : 'done'}`;
	}

	private async start(what: RunKind): Promise<NodeRun> {
		const pushing = { source: 'hr', maxDeletes: '1000', conflictPolicy: 'sourceWins' };
		const complete = { action: 'snapshot', allowEmptySnapshot: true, ...pushing };
		switch (what) {
			case 'onOutput':
			case 'onConfirm':
				return await this.runNode(
					persons.map((name) => ({ emailAddress: addressOf(name) })),
					{ operation: 'getChanges', delivery: what, positionName: what, ...window },
				);
			case 'upsert':
				return await this.runNode(this.items('alice'), { operation: 'push', ...pushing });
			case 'snapshot':
				return await this.runNode([...this.items('bob'), emptySetOf('bob')], {
					operation: 'push',
					...window,
					...complete,
				});
			case 'twoWay':
				return await this.runNode([...this.items('carol'), emptySetOf('carol')], {
					operation: 'twoWay',
					newFromExchange: false,
					...complete,
				});
		}
	}

	private async runNode(items: IDataObject[], parameters: INodeParameters): Promise<NodeRun> {
		return await runNode(new SyncCalendarItems(), {
			credential: this.credential,
			onError: 'continueErrorOutput',
			items,
			parameters,
		});
	}

	private items(name: string): IDataObject[] {
		const emailAddress = addressOf(name);
		const at = (day: number, hour: number) =>
			new Date(this.firstDay + day * dayMs + hour * hourMs).toISOString();
		return [...this.hr.get(name)!].map(([externalId, { version, day, isPrivate }]) => ({
			emailAddress,
			externalId,
			event: {
				subject: `hr ${externalId} v${version}`,
				start: at(day, 9),
				end: at(day, 10),
				...(isPrivate && { sensitivity: 'private' }),
			},
		}));
	}

	private readonly firstDay = Math.floor(Date.now() / dayMs) * dayMs;

	/** Deletions of the source, as its own run: the action belongs to the whole node. */
	async runDeletions(planned: readonly PlannedTrouble[]): Promise<string> {
		const gone = [...this.deleted].filter((id) => id.startsWith('alice'));
		if (gone.length === 0) return 'delete: nothing';
		const before = this.people.seen();
		const items = gone.map((externalId) => ({ emailAddress: addressOf('alice'), externalId }));
		const parameters = { operation: 'push', action: 'delete', source: 'hr', maxDeletes: '1000' };
		const outcome = await this.wire.during(
			new Run(planned),
			async () => await this.runNode(items, parameters),
		);
		this.checkOthers(before, 'delete');
		if (outcome !== 'killed') this.checkPrivate('delete', outcome);
		return titleOf('delete', planned);
	}

	private take(what: RunKind, { json }: NodeRun): void {
		if (what === 'onOutput' || what === 'onConfirm') {
			const replica = this.readers[what];
			for (const change of json[0] ?? []) {
				if (change.error !== undefined || typeof change.key !== 'string') continue;
				const key = `${String(change.mailbox)} ${change.key}`;
				if (change.changeType === 'deleted') replica.delete(key);
				else replica.set(key, change);
			}
		}
		this.checkPrivate(what, { json });
		if (what === 'onConfirm') this.unconfirmed = json[1] ?? [];
	}

	private unconfirmed: IDataObject[] = [];

	/** Confirms what the latest run of the reader On Confirm gave. */
	async confirm(planned: readonly PlannedTrouble[]): Promise<string> {
		const items = this.unconfirmed.filter(({ syncRun }) => syncRun !== undefined);
		if (items.length === 0) return 'confirm: nothing';
		await this.wire.during(
			new Run(planned),
			async () => await this.runNode(items, { operation: 'confirm' }),
		);
		return titleOf('confirm', planned);
	}

	/** Nothing of a private appointment comes out, whatever the operation. */
	private checkPrivate(what: string, { json }: Pick<NodeRun, 'json'>): void {
		const text = JSON.stringify(json);
		if (text.includes(secretWord)) {
			const at = text.indexOf(secretWord);
			this.broken.push(`private stays private: ${what} gave ${text.slice(at - 80, at + 40)}`);
		}
	}

	/** What people made is as they left it. */
	private checkOthers(before: Map<string, string>, what: string): void {
		const after = this.people.seen();
		for (const [id, text] of before) {
			if (after.get(id) === text) continue;
			this.broken.push(`nothing of others: ${what} turned ${text} into ${after.get(id)}`);
		}
		if (this.server.outbox.length > this.mailsSeen) {
			this.broken.push(`nobody is mailed: ${what}`);
			this.mailsSeen = this.server.outbox.length;
		}
	}

	private mailsSeen = 0;

	/** What has to hold once nothing fails any more and each run ran again. */
	checkSettled(): void {
		for (const name of persons) this.checkAppointments(name);
		for (const delivery of ['onOutput', 'onConfirm'] as const) {
			const held = this.heldBy(delivery);
			const there = this.truth();
			for (const [key, text] of there) {
				if (held.get(key) !== text)
					this.broken.push(`no change is lost: ${delivery} has ${held.get(key)} for ${text}`);
			}
			for (const [key, text] of held) {
				if (!there.has(key)) this.broken.push(`no change is lost: ${delivery} still has ${text}`);
			}
		}
	}

	/** One appointment for each event of the source, as the source has it, and no other of it. */
	private checkAppointments(name: string): void {
		const { calendar } = this.company.user(name);
		const found = new Map<string, string[]>();
		for (const { subject } of calendar.items()) {
			const id = /^hr (\S+) v\d+$/.exec(subject)?.[1];
			if (id !== undefined) found.set(id, [...(found.get(id) ?? []), subject]);
		}
		const events = this.hr.get(name)!;
		for (const [id, { version }] of events) {
			const subjects = found.get(id) ?? [];
			if (subjects.length !== 1 || subjects[0] !== `hr ${id} v${version}`) {
				this.broken.push(`one appointment: ${id} v${version} is ${JSON.stringify(subjects)}`);
			}
		}
		for (const [id, subjects] of found) {
			if (!events.has(id)) this.broken.push(`one appointment: ${subjects.join()} was deleted`);
		}
	}

	private range() {
		const now = Date.now();
		return { from: now - window.pastDays * dayMs, to: now + window.futureDays * dayMs };
	}

	private truth(): Map<string, string> {
		const { from, to } = this.range();
		const seen = new Map<string, string>();
		for (const name of persons) {
			for (const one of this.company.user(name).calendar.view(new Date(from), new Date(to))) {
				const { uid } = one.item;
				const start = one.originalStart?.toISOString().slice(0, 19);
				const isMasked = /Private|Confidential/.test(one.item.sensitivity);
				const { fields } = one;
				seen.set(
					`${addressOf(name)} ${start ? `${uid}_${start}Z` : uid}`,
					summary(isMasked ? '' : fields.subject, fields.start, isMasked ? '' : fields.location),
				);
			}
		}
		return seen;
	}

	private heldBy(delivery: 'onOutput' | 'onConfirm'): Map<string, string> {
		const { from, to } = this.range();
		const held = new Map<string, string>();
		for (const [key, change] of this.readers[delivery]) {
			const at = (name: 'start' | 'end') =>
				new Date(`${(change[name] as { dateTime: string }).dateTime.slice(0, 23)}Z`);
			if (at('end').getTime() <= from || at('start').getTime() >= to) continue;
			const isMasked = change.masked === true;
			const location = (change.location as { displayName?: string } | undefined)?.displayName ?? '';
			const subject = isMasked ? '' : String(change.subject ?? '');
			held.set(key, summary(subject, at('start'), isMasked ? '' : location));
		}
		return held;
	}

	/** Writes of items and changes handed out by runs in which nobody did anything. */
	async checkQuiet(): Promise<void> {
		const seen = this.server.requests.length;
		for (const what of runKinds) {
			const outcome = await this.wire.during(new Run(), async () => await this.start(what));
			if (outcome === 'killed') continue;
			if (outcome.error) this.broken.push(`quiet: ${what} stopped (${outcome.error.message})`);
			const first = (outcome.json[0] ?? []).filter(({ error }) => error === undefined);
			const isTold = what === 'twoWay' || what === 'onOutput' || what === 'onConfirm';
			const told = isTold ? first : first.filter(({ action }) => action !== 'unchanged');
			if (told.length > 0) {
				this.broken.push(`quiet: ${what} gave ${JSON.stringify(told).slice(0, 300)}`);
			}
		}
		const writes = this.server.requests
			.slice(seen)
			.filter(({ operation }) => /^(Create|Update|Delete|Move)Item$/.test(operation));
		if (writes.length > 0) this.broken.push(`quiet: ${writes.map((one) => one.operation).join()}`);
	}
}

export const runKinds = ['onOutput', 'onConfirm', 'upsert', 'snapshot', 'twoWay'] as const;
export type RunKind = (typeof runKinds)[number];

const addressOf = (name: string) => `${name}@enyoi.example`;

/** Makes the set run also when the source has no event in it. */
const emptySetOf = (name: string) => ({ emailAddress: addressOf(name), emptySet: true });

const titleOf = (what: string, planned: readonly PlannedTrouble[]) =>
	[what, ...planned.map(({ at, kind }) => `${kind}@${at}`)].join(' ');

const summary = (subject: string, start: Date, location: string) =>
	[subject, start.toISOString(), location].join(' | ');
