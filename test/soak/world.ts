import { Company, startExchangeServer, type ExchangeServer } from '../exchangeServer';
import { behaviours, valuesOf, type Behaviours } from '../exchangeServer/behaviours';
import * as faults from '../exchangeServer/faults';
import { subscriptionsOf } from '../exchangeServer/subscriptions';
import { seeded, type Random } from '../support/seed';
import { dayMs, type Account, type Counts, type Places, type Role } from './places';

/** Appointments that people leave standing in a calendar; more are deleted again. */
const mostItems = 12;

/**
 * Least time between two losses of all subscriptions or of the connection, in milliseconds. A server that
 * forgets what held for less than a minute, again and again, is asked less and less often, and would only be
 * polled.
 */
const betweenLossesMs = 3 * 60_000;

/** Faults that pass, each once or a few times in a row. */
const passing = [
	() => faults.serviceUnavailable(1),
	() => faults.serverBusy(200),
	() => faults.serverBusyInMessage(200),
	() => faults.resetBeforeRunning(),
	() => faults.resetAfterRunning(),
	() => faults.resetInBody(),
	() => faults.truncatedBody(),
	() => faults.notXml(),
	() => faults.responseError('ErrorInternalServerError'),
	() => faults.responseError('ErrorMailboxStoreUnavailable'),
	() => faults.responseError('ErrorMailboxMoveInProgress'),
	() => faults.responseError('ErrorConnectionFailed'),
	() => faults.responseError('ErrorTimeoutExpired'),
	() => faults.invalidSyncState(),
	() => faults.httpStatus(502),
];

const varied = [
	'batchLimit',
	'calendarViewEdge',
	'changeKeys',
	'changeOrder',
	'occurrenceAnswers',
	'reminders',
	'serverTimeZones',
	'syncEnd',
	'updateOrder',
] as const satisfies Array<keyof Behaviours>;

/**
 * The side of Exchange: calendars that people edit at random, and a server that fails at random. In the
 * calendars of `pushed` a source writes, too, in those of `twoWay` the same in both directions.
 */
export class World {
	private readonly random: Random;
	private words = 0;
	private lostAt = -Infinity;

	private constructor(
		private readonly server: ExchangeServer,
		readonly places: Places,
		seed: number,
		private readonly now: () => Date,
	) {
		this.random = seeded(seed);
	}

	/** @param shares parts of the people whose calendars are synced; pushed into, and the same both ways */
	static async start(
		count: number,
		seed: number,
		now = () => new Date(),
		shares = { synced: 1, written: 0.1 },
	): Promise<World> {
		const company = new Company({ now, behaviours: drawnBehaviours(seed) });
		company.addServiceAccount();
		const names = Array.from({ length: count }, (_, index) => `person${index}`);
		for (const accountName of names) company.addPerson({ accountName });
		const server = await startExchangeServer({
			company,
			authentication: ['basic'],
			schemas: false,
			now,
		});
		const some = Math.ceil(count * shares.written);
		const addresses = names.map((name) => `${name}@${company.domain}`);
		const places: Places = {
			all: addresses,
			synced: addresses.slice(0, Math.ceil(count * shares.synced)),
			pushed: addresses.slice(0, some),
			twoWay: addresses.slice(some, 2 * some),
		};
		return new World(server, places, seed, now);
	}

	get company(): Company {
		return this.server.company;
	}

	get account(): Account {
		const { user, password } = this.company.serviceAccount;
		return { url: this.server.url, domain: this.company.domain, user, password };
	}

	/** Somebody edits a calendar; half of the edits are in the few that a source writes, too. */
	edit(): void {
		const { random, places } = this;
		const busy = [...places.pushed, ...places.twoWay];
		this.editOne(random.pick(random.chance(0.5) ? busy : places.all));
	}

	/** Something goes wrong, for a few requests or until `calm`. */
	trouble(): void {
		const { random } = this;
		const book = subscriptionsOf(this.company);
		const now = this.now().getTime();
		const kind = random.below(10);
		if (kind < 2 && now - this.lostAt >= betweenLossesMs) {
			this.lostAt = now;
			if (kind === 0) book.loseAll();
			else book.breaksOff = true;
		} else {
			const fault = random.pick(passing)();
			const after = random.below(5);
			this.server.faults.add({ fault, count: 1 + random.below(3), after });
		}
	}

	calm(): void {
		this.server.faults.clear();
		subscriptionsOf(this.company).breaksOff = false;
	}

	/** Subjects and starts by key, of each mailbox, as a reader of the window has them. */
	truth(role: Role): Record<string, string[]> {
		const now = this.now().getTime();
		return Object.fromEntries(
			this.places[role].map((mailbox) => {
				const { calendar } = this.company.user(mailbox);
				const seen = calendar.view(new Date(now - 30 * dayMs), new Date(now + 365 * dayMs));
				return [
					mailbox,
					seen
						.map(({ fields }) => `${fields.start.toISOString().slice(0, 19)} ${fields.subject}`)
						.sort(),
				];
			}),
		);
	}

	/** How much there is of what must not grow. */
	counts(): Counts {
		const folders = this.company.people.flatMap(({ mailbox }) => [...mailbox.folders.values()]);
		const hidden = folders.map(({ configurations }) => configurations.size);
		const { requests } = this.server;
		const answered = requests.filter(({ status }) => status > 0).length;
		// Nobody looks at them again, and they would be all of the memory.
		requests.splice(0, answered);
		return {
			hiddenMost: Math.max(...hidden),
			hiddenAll: hidden.reduce((all, one) => all + one, 0),
			subscriptions: subscriptionsOf(this.company).countOf(this.company.serviceAccount.accountName),
			streams: subscriptionsOf(this.company).openStreams,
			requests: answered,
		};
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	private editOne(mailbox: string): void {
		const { random } = this;
		const { calendar } = this.company.user(mailbox);
		const own = calendar.items().filter(({ subject }) => subject.startsWith('Own '));
		const start = () =>
			new Date(
				Math.floor(this.now().getTime() / dayMs) * dayMs +
					(1 + random.below(60)) * dayMs +
					random.below(96) * 900_000,
			);
		const subject = `Own ${++this.words} & <Zoë>`;
		const one = own.length > 0 ? random.pick(own) : undefined;
		const isSeries = random.chance(0.2) && !this.places.twoWay.includes(mailbox);
		const kind =
			own.length >= mostItems ? 'delete' : random.pick(['add', 'change', 'move', 'delete']);
		if (!one || kind === 'add') {
			calendar.create({
				subject,
				start: start(),
				...(isSeries && {
					recurrence: {
						pattern: { type: 'DailyRecurrence', interval: 1 + random.below(7) },
						range: { type: 'NumberedRecurrence', numberOfOccurrences: 2 + random.below(4) },
					},
				}),
			});
		} else if (kind === 'change') calendar.update(one.id, { subject });
		else if (kind === 'delete') calendar.delete(one.id);
		else if (!one.recurrence) calendar.update(one.id, { start: start() });
	}
}

/** Servers differ in how they tell of changes and take writes; all of it is drawn. */
function drawnBehaviours(seed: number): Partial<Behaviours> {
	const random = seeded(seed);
	const drawn = behaviours
		.filter(({ name }) => (varied as readonly string[]).includes(name))
		.map((one) => [one.name, random.pick(valuesOf(one))]);
	return Object.fromEntries(drawn) as Partial<Behaviours>;
}
