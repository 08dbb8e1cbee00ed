import { createHash } from 'node:crypto';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import { ExchangeServerApi } from '../../credentials/ExchangeServerApi.credentials';
import { ExchangeCalendar } from '../../nodes/ExchangeCalendar/ExchangeCalendar.node';
import { ExchangeCalendarTrigger } from '../../nodes/ExchangeCalendarTrigger/ExchangeCalendarTrigger.node';
import { ResolveMailbox } from '../../nodes/ResolveMailbox/ResolveMailbox.node';
import { SyncCalendarItems } from '../../nodes/SyncCalendarItems/SyncCalendarItems.node';
import { TestExchangeConnection } from '../../nodes/TestExchangeConnection/TestExchangeConnection.node';

/** A digest of each node's panel and of the credential's dialog, by its name: pictures of another one are old. */
export function panelDigests(): Record<string, string> {
	const types: INodeType[] = [
		new ExchangeCalendar(),
		new ExchangeCalendarTrigger(),
		new ResolveMailbox(),
		new SyncCalendarItems(),
		new TestExchangeConnection(),
	];
	const credential = new ExchangeServerApi();
	const shown = [...types.map(({ description }) => description), credential];
	return Object.fromEntries(shown.map(({ name, properties }) => [name, digestOf(properties)]));
}

function digestOf(properties: INodeProperties[]): string {
	return createHash('sha256').update(JSON.stringify(properties)).digest('hex').slice(0, 16);
}
