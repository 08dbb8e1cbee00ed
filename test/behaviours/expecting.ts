import type { PushInput, PushResult } from '../../exchange';
import type { World } from './world';

export const counted = (results: PushResult[]) => {
	const counts = new Map<string, number>();
	for (const { action } of results) counts.set(action, (counts.get(action) ?? 0) + 1);
	return [...counts].map(([action, count]) => `${count} ${action}`).join(', ');
};

export function expectAll(results: PushResult[], action: PushResult['action'], when: string): void {
	const others = results.filter((result) => result.action !== action);
	if (others.length === 0) return;
	const [{ externalId, reason, fields, message, error, action: was }] = others;
	const why = [reason, fields?.join('+'), message ?? error?.message].filter(Boolean).join('; ');
	throw new Error(`${when}: ${counted(results)}; ${externalId} ${was} ${why}`.slice(0, 400));
}

export function expectNone(list: readonly unknown[], what: string): void {
	if (list.length > 0) throw new Error(`${what}: ${JSON.stringify(list).slice(0, 300)}`);
}

export function expectSingly(world: World, events: readonly PushInput[]): void {
	for (const { externalId } of events) {
		const count = world.itemsOf(externalId).length;
		if (count !== 1) throw new Error(`${count} items for ${externalId}`);
	}
}
