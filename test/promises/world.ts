import type { IDataObject } from 'n8n-workflow';
import { SyncCalendarItems } from '../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { syncParameters } from '../support/panelParameters';
import type { ConnectionSettings } from '../../exchange/settings';
import type { Transport } from '../../exchange/transport/transport';
import {
	Company,
	startExchangeServer,
	type ExchangeServer,
	type ExchangeServerOptions,
} from '../exchangeServer';
import type { Random } from '../support/seed';
import type { Execute, Executed } from './executeAlone';
import { inMemoryTransport } from './inMemory';
import { Edits } from './edits';
import { count } from './figures';
import { dayMs, People, persons, type Person } from './people';
import { Reader, seenBy } from './reader';
import {
	deletionInput,
	inputOf,
	isReader,
	personOf,
	personsOfCrm,
	readers,
	truncatedInput,
	type NodeInput,
	type RunKind,
	type Sources,
} from './runs';
import { brokenAppointments, brokenFailures, brokenQuiet, brokenReading } from './settled';
import { Source } from './source';
import { Watch } from './watch';
import { canBeAsked, type PlannedTrouble } from './troubles';
import { Run, type SettingsOfRun, type Wire } from './wire';

export interface WorldOptions {
	wire: Wire;
	server: ExchangeServerOptions;
	cast: readonly RunKind[];
	/** How the node is run. */
	execute: Execute;
}

/** What happens beside a run. */
export interface During {
	/** Who works on with the changes fails: On Confirm they come again. */
	isLostAfterwards?: boolean;
	meanwhile?: Meanwhile;
}

/** Something while a run is under way. */
export interface Meanwhile {
	/** At its n-th request, from 1. The run waits until it is over. */
	at: number;
	happens: () => void | Promise<void>;
}

/**
 * A company, its people, the sources whose events are pushed into their calendars, and two readers of all
 * changes: one On Output, one On Confirm. Only the runs of the cast take place.
 */
export class World {
	readonly people: People;
	readonly edits: Edits;
	readonly broken: string[] = [];
	readonly log: string[] = [];
	/** Whose calendars anything happens in. */
	readonly read: readonly Person[];
	private readonly sources: Sources;
	private readonly readers = { onOutput: new Reader(), onConfirm: new Reader() };
	private unconfirmed: IDataObject[] = [];
	/** Of the runs under way. */
	private readonly watches = new Set<Watch>();
	private readonly underWay = new Set<Run>();
	private readonly memory: Transport;

	private constructor(
		private readonly server: ExchangeServer,
		private readonly company: Company,
		private readonly credential: ConnectionSettings,
		private readonly options: WorldOptions,
	) {
		this.people = new People(company);
		const { cast } = options;
		const firstDay = Math.floor(Date.now() / dayMs) * dayMs;
		this.sources = { hr: new Source('hr', firstDay), crm: new Source('crm', firstDay) };
		const written = new Set<Person>([
			...cast.flatMap((kind) => (kind in personOf ? personOf[kind as keyof typeof personOf] : [])),
			...(cast.includes('crm') ? personsOfCrm : []),
		]);
		this.read = written.size > 0 ? [...written] : ['alice'];
		const { user = '', password = '' } = credential;
		this.edits = new Edits(this.people, this.sources, this.read, cast);
		this.memory = inMemoryTransport(server, { user, password });
	}

	static async start(options: WorldOptions): Promise<World> {
		const company = new Company();
		const account = company.addServiceAccount();
		for (const accountName of persons) company.addPerson({ accountName });
		const server = await startExchangeServer({
			...options.server,
			company,
			schemas: false,
			sockets: options.server.sockets ?? false,
		});
		const credential: ConnectionSettings = {
			server: options.server.sockets ? server.url : 'mail.enyoi.example',
			version: 'Exchange2019',
			emailDns: company.domain,
			user: account.userPrincipalName,
			password: account.password,
			authScheme: 'basic',
		};
		return new World(server, company, credential, options);
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	/** The server has time for everybody again, and nothing is damaged any more. */
	calm(): void {
		this.server.behaviours.busy = 'never';
		this.people.mend();
	}

	/** One run of that kind; its outputs are taken in by whoever is downstream. */
	async run(kind: RunKind, planned: readonly PlannedTrouble[], more: During = {}): Promise<string> {
		const { title, outcome } = await this.execute(
			kind,
			inputOf(kind, this.sources, this.read),
			planned,
			more.meanwhile,
		);
		if (outcome === 'killed') return `${title}: killed`;
		if (kind === 'onConfirm' && more.isLostAfterwards) {
			count('lost after a run');
			this.unconfirmed = [];
			return `${title}: done, and lost on the way`;
		}
		if (kind === 'onOutput' || kind === 'onConfirm') {
			this.readers[kind].take(outcome.json[0] ?? [], outcome.json[1] ?? []);
		}
		if (kind === 'onConfirm') this.unconfirmed = outcome.json[1] ?? [];
		return `${title}: ${outcome.error ? `stopped (${outcome.error.message})` : 'done'}`;
	}

	/** Deletions of a source, as a run of their own. */
	async runDeletions(source: keyof Sources, planned: readonly PlannedTrouble[]): Promise<string> {
		const input = deletionInput(this.sources[source]);
		if (input.items.length === 0) return 'delete: nothing';
		return (await this.execute('delete', input, planned)).title;
	}

	/** The source lost most of its events: more than one deletion is refused as a whole. */
	async runTruncated(planned: readonly PlannedTrouble[]): Promise<string> {
		const input = truncatedInput(this.sources);
		const given = new Set(input.items.map(({ externalId }) => `hr ${String(externalId)}`));
		const { title, watch } = await this.execute('truncated', input, planned);
		const { before, after } = watch.keys();
		const missing = [...before].filter((key) => /^hr bob/.test(key) && !given.has(key));
		const gone = missing.filter((key) => !after.has(key));
		if (gone.length > (missing.length > 1 ? 0 : 1)) {
			this.broken.push(`nothing is deleted by accident: ${title} deleted ${gone.join()}`);
		}
		return title;
	}

	/** Confirms what the latest run of the reader On Confirm gave. */
	async confirm(planned: readonly PlannedTrouble[]): Promise<string> {
		const items = this.unconfirmed.filter(({ syncRun }) => syncRun !== undefined);
		if (items.length === 0) return 'confirm: nothing';
		return (await this.execute('confirm', { items, parameters: { operation: 'confirm' } }, planned))
			.title;
	}

	private async execute(
		what: string,
		input: NodeInput,
		planned: readonly PlannedTrouble[],
		meanwhile?: Meanwhile,
	) {
		const { hr, crm } = this.sources;
		const watch = new Watch(this.company, this.people, [hr, crm], this.read);
		const run = new Run(this.options.wire, planned);
		let happening: void | Promise<void> = undefined;
		run.beforeRequest = async (number) => {
			if (meanwhile?.at === number) await (happening = meanwhile.happens());
		};
		count(`run ${what}`);
		const beside = [...this.underWay];
		for (const other of beside) other.isDisturbed = true;
		run.isDisturbed = beside.length > 0;
		this.underWay.add(run);
		this.watches.add(watch);
		const outcome = await run.during(async () => await this.start(run, input));
		// Where this one was killed the other one goes on.
		await happening;
		this.watches.delete(watch);
		this.underWay.delete(run);
		const troubles = planned.map(({ at, kind, of = '' }) => `${kind}@${of}${at}`);
		const title = [what, ...troubles].join(' ');
		const json = outcome === 'killed' ? [] : outcome.json;
		for (const line of watch.broken(run, json)) {
			if (what !== 'truncated' || !/no appointment of/.test(line)) {
				this.broken.push(`${line} (${title})`);
			}
		}
		if (outcome !== 'killed' && !run.isDisturbed) {
			for (const line of watch.doubled()) this.broken.push(`${line} (${title})`);
			const isCalm = this.server.behaviours.busy === 'never' && run.planned.every(canBeAsked);
			if (isCalm && what in personOf) {
				const expected = this.nonsenseIn(what as RunKind);
				for (const line of brokenFailures(what, outcome, expected)) {
					this.broken.push(`${line} (${title})`);
				}
			}
		}
		return { title, outcome, watch };
	}

	/** An edit of somebody while runs are under way. */
	editDuringRuns(random: Random): void {
		count('edit during a run');
		this.log.push(`meanwhile: ${this.edits.editCalendars(random)}`);
		for (const watch of this.watches) watch.lookAgain();
	}

	private async start(run: Run, input: NodeInput): Promise<Executed> {
		const credential: SettingsOfRun = { ...this.credential, run, memory: this.memory };
		const parameters = syncParameters(input.parameters);
		return await this.options.execute(new SyncCalendarItems(), {
			...input,
			parameters,
			credential,
		});
	}

	/** Lets everything run once more with nothing in the way. */
	async runAll(): Promise<void> {
		const { cast } = this.options;
		if (cast.includes('upsert')) this.log.push(await this.runDeletions('hr', []));
		if (cast.includes('crm')) this.log.push(await this.runDeletions('crm', []));
		for (const kind of cast.filter((one) => !isReader(one)))
			this.log.push(await this.run(kind, []));
		for (const kind of cast.filter(isReader)) this.log.push(await this.run(kind, []));
		if (cast.includes('onConfirm')) this.log.push(await this.confirm([]));
	}

	/** What has to hold once nothing fails any more and each run ran again. */
	checkSettled(): void {
		const { cast } = this.options;
		this.broken.push(...brokenAppointments(this.company, this.sources, cast));
		const there = seenBy(this.company, this.read);
		for (const kind of readers.filter((one) => cast.includes(one))) {
			const reader = this.readers[kind];
			this.broken.push(...brokenReading(kind, reader.holds(), there, reader.unremembered));
		}
	}

	/** Runs all that ran before, when nobody did anything. */
	async checkQuiet(): Promise<void> {
		const { cast } = this.options;
		for (const kind of cast) {
			const seen = this.server.requests.length;
			const { outcome } = await this.execute(kind, inputOf(kind, this.sources, this.read), []);
			if (outcome === 'killed') continue;
			const operations = this.server.requests.slice(seen).map(({ operation }) => operation);
			this.broken.push(...brokenQuiet(kind, outcome.json, operations));
			const nonsense = this.nonsenseIn(kind);
			this.broken.push(...brokenFailures(kind, outcome, nonsense));
		}
	}

	private nonsenseIn(kind: RunKind): number {
		return kind in personOf && this.sources.hr.nonsense ? 1 : 0;
	}
}
