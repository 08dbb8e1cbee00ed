import { createHash } from 'node:crypto';
import type { INodeType } from 'n8n-workflow';
import { ExchangeCalendar } from '../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { ExchangeCalendarTrigger } from '../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { ResolveMailbox } from '../../nodes/ResolveMailbox/ResolveMailbox.node';
import { SyncCalendarItems } from '../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { TestExchangeConnection } from '../../nodes/TestExchangeConnection/TestExchangeConnection.node';

/** A digest of each node's panel, by its name: pictures of another one are old. */
export function panelDigests(): Record<string, string> {
	const types: INodeType[] = [
		new ExchangeCalendar(),
		new ExchangeCalendarTrigger(),
		new ResolveMailbox(),
		new SyncCalendarItems(),
		new TestExchangeConnection(),
	];
	return Object.fromEntries(
		types.map(({ description: { name, properties } }) => [
			name,
			createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16),
		]),
	);
}
