import {
	positionStore,
	PositionConflict,
	type PositionStore,
} from '../../../../exchange/changes/position/store';
import { keptGenerations } from '../../../../exchange/changes/position/generations';
import { seed, seeded, type Random } from '../../../support/seed';
import { ConfigurationsInMemory } from './configurationsInMemory';

const histories = Number(process.env.HISTORIES ?? 60);
const partSize = 150;

/** Runs whose requests come in any order, and which may end at any of them. */
class OverlappingRuns {
	readonly server = new ConfigurationsInMemory();
	private readonly waiting: Array<() => void> = [];
	private running = 0;

	constructor(private readonly random: Random) {}

	/** @param lifetime requests after which the run is killed, before or after it is carried out */
	open(lifetime = Infinity): PositionStore {
		const exchange = this.server.connect();
		const { send } = exchange.transport;
		let left = lifetime;
		const isCarriedOut = this.random.chance(0.5);
		exchange.transport.send = async (request) => {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
			if (left-- > 0) return await send(request);
			if (left === -1 && isCarriedOut) await send(request);
			throw new Killed();
		};
		const place = { kind: 'mailbox', mailbox: 'alice@enyoi.example', name: 'n' } as const;
		return positionStore(exchange, { ...place, partSize });
	}

	/** Starts a run; what one throws that is not killed has to be that another one was faster. */
	start(run: () => Promise<void>, isMortal = true): void {
		this.running++;
		void run()
			.catch((error: unknown) => {
				if (!isMortal && !(error instanceof PositionConflict)) this.failures.push(error);
			})
			.finally(() => this.running--);
	}

	readonly failures: unknown[] = [];

	/** Lets one request after the other go, until so many runs are left. */
	async goOn(until: number): Promise<void> {
		while (this.running > until) {
			await new Promise((resolve) => setImmediate(resolve));
			if (this.waiting.length === 0) continue;
			const [next] = this.waiting.splice(this.random.below(this.waiting.length), 1);
			next();
		}
	}
}

class Killed extends Error {}

/** Each position holds the names of all that it goes on from, and is about as long as they are many. */
const follow = (position: string | undefined, name: string) =>
	`${position ?? ''} ${name.padEnd(40, '.')}`;

it(`holds all that was ever said to count, whatever overlaps and is killed (SEED=${seed}, ${histories} histories)`, async () => {
	for (let number = 0; number < histories; number++) {
		const random = seeded(seed + number);
		const runs = new OverlappingRuns(random);
		const counted: string[] = [];
		for (let run = 0; run < 12; run++) {
			const name = `run${run}`;
			const isParked = random.chance(0.3);
			const isMortal = random.chance(0.4);
			const store = runs.open(isMortal ? random.below(30) : Infinity);
			runs.start(async () => {
				const position = follow(await store.read(), name);
				if (isParked) {
					await store.park(position, name);
					await store.confirm(name);
					return;
				}
				await store.write(position);
				counted.push(name);
			}, isMortal);
			await runs.goOn(random.below(4));
		}
		await runs.goOn(0);
		const last = async (name: string) => {
			runs.start(async () => {
				const store = runs.open();
				await store.write(follow((await store.read())?.slice(0, 400), name));
			}, false);
			await runs.goOn(0);
		};
		const found: { position?: string } = {};
		runs.start(async () => void (found.position = await runs.open().read()), false);
		await runs.goOn(0);
		const missing = counted.filter((name) => !found.position?.includes(`${name}.`));
		for (const name of ['x', 'y', 'z']) await last(name);
		const kept = runs.server.stored.size;
		// Pointer, generations, and two sets of some parts with their slots.
		const isSwept = kept <= 1 + keptGenerations + 2 * 5;
		expect({ seed: seed + number, missing, failures: runs.failures, isSwept }).toEqual({
			seed: seed + number,
			missing: [],
			failures: [],
			isSwept: true,
		});
	}
}, 120_000);
