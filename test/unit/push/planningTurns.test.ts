import type { CalendarItemView, SourceEvent } from '../../../exchange/push/plan/plan';
import { readState } from '../../../exchange/push/planning';
import { planInSteps } from '../../../exchange/push/plan/planPush';
import { planTwoWay } from '../../../exchange/push/plan/planTwoWay';
import type { CalendarAccess } from '../../../exchange/push/ports';
import { deletion, item, planning, timesOn, upsert } from './items';
import { twoWayOf } from './twoWayPlans';

const size = 500;
/** Fingerprints that are made between two pauses. */
const mostFingerprints = 64;
/** Properties of items and inputs that are looked at, for each of them. */
const mostLooks = 64;

const wishes = Array.from({ length: size }, (_, n) =>
	upsert({ subject: `Visit ${n}`, times: timesOn(1) }, { externalId: `${n}`, input: n }),
);
const removals = Array.from({ length: size }, (_, n) =>
	deletion({ externalId: `${n}`, input: n, given: { id: `none ${n}` } }),
);

/** Hands entries out that count every look at one of their properties. */
function counted<T extends object>(entries: readonly T[], look: () => void): T[] {
	const get = (target: T, name: string) => {
		look();
		return Reflect.get(target, name) as unknown;
	};
	return entries.map((entry) => new Proxy(entry, { get } as ProxyHandler<T>));
}

it.each<[string, readonly SourceEvent[], boolean]>([
	['a push that adopts what is alike', wishes, false],
	['a two-way sync that adopts what is alike', wishes, true],
	['a two-way sync that deletes what it was told of', removals, true],
])('%s pauses often, and compares nothing with everything', (_, events, isTwoWay) => {
	let looks = 0;
	let fingerprints = 0;
	const look = () => void looks++;
	const items = Array.from({ length: size }, (_one, n): CalendarItemView => {
		const one = item({ now: { subject: `Visit ${n}`, times: timesOn(1) } });
		const fingerprint = (name: string) => {
			fingerprints++;
			return one.fingerprint(name);
		};
		return { ...one, id: `item ${n}`, iCalUId: `uid ${n}`, fingerprint };
	});
	const inputs = counted(events, look);
	const options = { adoptMatching: true };
	const work: Generator<void, unknown> = isTwoWay
		? planTwoWay(inputs, twoWayOf(counted(items, look), options))
		: planInSteps(inputs, planning(counted(items, look), options));
	let most = 0;
	for (let isDone: boolean | undefined = false; !isDone; fingerprints = 0) {
		isDone = work.next().done;
		most = Math.max(most, fingerprints);
	}
	expect(most).toBeLessThanOrEqual(mostFingerprints);
	expect(looks).toBeLessThan(mostLooks * size);
});

it('pauses while it sorts the links of a large calendar', async () => {
	const links = Array.from({ length: 2000 }, (_, n) => ({ id: `item ${n}`, changeKey: 'key' }));
	const access: Partial<CalendarAccess> = {
		source: 'hr',
		all: async () => await Promise.resolve(links),
		linkedTo: async () => await Promise.resolve([]),
		read: async () => await Promise.resolve(new Map()),
	};
	let pauses = 0;
	const turns = { isOver: true, next: async () => await Promise.resolve(void pauses++) };
	const wanted = { isSnapshot: true, withUnlinked: true, turns };
	await readState(access as CalendarAccess, wishes, wanted);
	expect(pauses).toBeGreaterThan(4);
});
