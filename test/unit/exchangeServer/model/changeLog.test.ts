import fc from 'fast-check';
import {
	ChangeLog,
	decodeSyncState,
	encodeSyncState,
	type SyncPosition,
} from '../../../exchangeServer/model/changeLog';

type Step = { kind: 'create' | 'update' | 'delete' | 'page'; item: number };

/** A client that believes every change it is told. */
class Replica {
	readonly known = new Set<string>();
	position: SyncPosition = { folderId: 'calendar', from: 0 };

	page(log: ChangeLog, size: number): boolean {
		const { changes, next, complete } = log.page(this.position, size, new Set());
		for (const { kind, itemId } of changes) {
			if (kind === 'delete') this.known.delete(itemId);
			else this.known.add(itemId);
		}
		this.position = decodeSyncState(encodeSyncState(next)) as SyncPosition;
		return complete;
	}
}

const step: fc.Arbitrary<Step> = fc.record({
	kind: fc.constantFrom('create', 'create', 'update', 'delete', 'page'),
	item: fc.nat(8),
});

describe('ChangeLog', () => {
	it('brings a client to what is there, however changes and pages interleave', () => {
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 60 }),
				fc.integer({ min: 1, max: 4 }),
				(steps, size) => {
					const log = new ChangeLog();
					const replica = new Replica();
					const there = new Set<string>();
					let created = 0;
					for (const { kind, item } of steps) {
						const id = [...there][item % Math.max(there.size, 1)];
						if (kind === 'page') replica.page(log, size);
						else if (kind === 'create') {
							const fresh = `item ${++created}`;
							there.add(fresh);
							log.add(fresh, 'create');
						} else if (id !== undefined) {
							if (kind === 'delete') there.delete(id);
							log.add(id, kind);
						}
					}
					// The round that is under way, and one more for what happened meanwhile.
					while (!replica.page(log, size));
					while (!replica.page(log, size));
					expect([...replica.known].sort()).toEqual([...there].sort());
				},
			),
		);
	});

	it('does not let a client make up a state', () => {
		const state = encodeSyncState({ folderId: 'calendar', from: 3 });
		expect(decodeSyncState(state)).toEqual({ folderId: 'calendar', from: 3 });
		expect(decodeSyncState(`${state.slice(0, -8)}AAAAAAA=`)).toBeUndefined();
		expect(decodeSyncState('')).toBeUndefined();
	});
});
