import type { SyncPage } from '../../../exchange/ews/calendarItem';
import type { ItemOutline, TwoWayAccess } from '../../../exchange/push/ports';
import { MemoryCalendar } from './memoryCalendar';

/** A calendar in memory that lists its changes as well, as Exchange does for two-way sync. */
export class TwoWayCalendar extends MemoryCalendar implements TwoWayAccess {
	/** Change keys by id, at each state that was handed out. */
	private readonly states: Array<ReadonlyMap<string, string>> = [];

	/** Ids of items that this account may not see, and how the server keeps them back. */
	readonly hidden = new Map<string, 'omitted' | 'denied'>();

	readonly asked = { lists: 0, outlines: 0, bodies: 0 };

	private visible(): Map<string, string> {
		const keys = [...this.items.values()].map(
			({ itemId }) => [itemId.id, itemId.changeKey] as const,
		);
		return new Map(keys.filter(([id]) => !this.hidden.has(id)));
	}

	changedItems = async (syncState: string | undefined): Promise<SyncPage> => {
		this.asked.lists++;
		const before = this.states[Number(syncState ?? NaN)] ?? new Map<string, string>();
		const now = this.visible();
		const changes: SyncPage['changes'] = [];
		for (const [id, changeKey] of now) {
			if (before.get(id) === changeKey) continue;
			changes.push({ kind: before.has(id) ? 'update' : 'create', itemId: { id, changeKey } });
		}
		for (const [id, changeKey] of before) {
			if (!now.has(id)) changes.push({ kind: 'delete', itemId: { id, changeKey } });
		}
		this.states.push(now);
		const state = String(this.states.length - 1);
		return await Promise.resolve({ changes, syncState: state, includesLastItemInRange: true });
	};

	outlines = async (ids: readonly string[]) => {
		this.asked.outlines++;
		const found = new Map<string, ItemOutline | 'hidden'>();
		for (const id of ids) {
			if (!this.items.has(id)) continue;
			if (this.hidden.has(id)) {
				found.set(id, 'hidden');
				continue;
			}
			const { changeKey, start, end, iCalUId, externalId } = this.view(id);
			found.set(id, {
				changeKey,
				start,
				end,
				...(iCalUId !== undefined && { iCalUId }),
				...(externalId !== undefined && { externalId }),
			});
		}
		return await Promise.resolve(found);
	};

	override async read(ids: readonly string[]) {
		this.asked.bodies += ids.length;
		return await super.read(ids.filter((id) => !this.hidden.has(id)));
	}
}
