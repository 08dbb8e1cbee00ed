/** Large positions without the cost of a large calendar: their rows are made, not read. */
import { createHash } from 'node:crypto';
import { itemDigest } from '../../../../exchange/changes/digest';
import {
	writePosition,
	type PartLimits,
	type PositionScope,
} from '../../../../exchange/changes/position/format';
import { KnownItems } from '../../../../exchange/changes/position/known';
import type { Exchange } from '../../../../exchange/connection';
import { EventLoopTurns } from '../../../../exchange/eventLoop';
import { ConfigurationsInMemory } from './configurationsInMemory';

export const now = new Date('2026-11-23T10:00:00Z');
export const mailbox = 'alice@enyoi.example';
const hourMs = 3_600_000;

const scope: PositionScope = {
	mailbox,
	calendar: '',
	expand: 'occurrences',
	pastDays: 30,
	futureDays: 365,
	server: 'mail.enyoi.example',
};

export const itemId = (number: number) => `AAMkAD${number}=`;

/** As Outlook makes them. */
export function uidOf(number: number): string {
	const random = createHash('sha256').update(String(number)).digest('hex').toUpperCase();
	return `040000008200E00074C5B7101A82E00800000000${random.slice(0, 8)}DA01DC01000000000000000010000000${random.slice(32)}`;
}

const startOf = (number: number) => now.getTime() + (number % 8000) * hourMs;

/** A position of singles 0 to count - 1, each an hour long. */
export async function positionOf(count: number, limits?: PartLimits): Promise<string> {
	const items = new KnownItems();
	for (let number = 0; number < count; number++) {
		const start = startOf(number);
		const self = { start, end: start + hourMs, content: number };
		items.add({ ids: [itemDigest(itemId(number))], uid: uidOf(number), self });
	}
	const content = { scope, writtenAt: now.getTime(), syncState: 'AAAA', unreadable: [], items };
	return await writePosition(content, new EventLoopTurns(), limits);
}

const namespaces =
	'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"';

/** An Exchange that keeps positions, and lists what it is told to. */
export class ExchangeOfPositions extends ConfigurationsInMemory {
	/** Changes that the next list has: the kind, and the number of the item. */
	changes: Array<['Create' | 'Update' | 'Delete', number]> = [];
	/** Requests beside those for positions. */
	reads = 0;

	override connect(): Exchange {
		const exchange = super.connect();
		const { send } = exchange.transport;
		exchange.transport.send = async (request) => {
			const body = String(request.body);
			const answer = this.answerRead(body);
			if (answer === undefined) return await send(request);
			this.reads++;
			return {
				status: 200,
				headers: { 'content-type': 'text/xml; charset=utf-8' },
				conceal: (text) => text,
				body: (async function* () {
					yield Buffer.from(answer);
				})(),
				discard: () => undefined,
			};
		};
		return exchange;
	}

	private answerRead(envelope: string): string | undefined {
		if (envelope.includes('<m:SyncFolderItems>')) {
			const changes = this.changes.map(([kind, number]) =>
				kind === 'Delete'
					? `<t:Delete><t:ItemId Id="${itemId(number)}" ChangeKey="a"/></t:Delete>`
					: `<t:${kind}><t:CalendarItem><t:ItemId Id="${itemId(number)}" ChangeKey="a"/></t:CalendarItem></t:${kind}>`,
			);
			return soap(
				'SyncFolderItems',
				`<m:SyncState>BBBB</m:SyncState><m:IncludesLastItemInRange>true</m:IncludesLastItemInRange><m:Changes>${changes.join('')}</m:Changes>`,
			);
		}
		if (!envelope.includes('<m:GetItem>')) return undefined;
		const items = [...envelope.matchAll(/ItemId Id="AAMkAD(\d+)="/g)].map(([, number]) => {
			const start = new Date(startOf(Number(number)) + 1_800_000).toISOString();
			const end = new Date(startOf(Number(number)) + 2 * hourMs).toISOString();
			return `<t:CalendarItem><t:ItemId Id="${itemId(Number(number))}" ChangeKey="a"/><t:Subject>S</t:Subject><t:UID>${uidOf(Number(number))}</t:UID><t:Start>${start}</t:Start><t:End>${end}</t:End><t:CalendarItemType>Single</t:CalendarItemType></t:CalendarItem>`;
		});
		return soap('GetItem', ...items.map((item) => `<m:Items>${item}</m:Items>`));
	}
}

function soap(operation: string, ...contents: string[]): string {
	const messages = contents.map(
		(content) =>
			`<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${content}</m:${operation}ResponseMessage>`,
	);
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:${operation}Response ${namespaces}><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:${operation}Response></s:Body></s:Envelope>`;
}
