import type { Exchange } from '../../../exchange/connection';
import type { ExtendedPropertyUri } from '../../../exchange/ews/calendarItem';
import { resolveSettings, type ConnectionSettings } from '../../../exchange/settings';
import { createRetryPolicy } from '../../../exchange/transport/createRetryPolicy';
import { saxesTree, type XmlNode } from '../xml/xmlTree';

export interface Sent {
	operation: string;
	/** The element of the operation, such as `m:GetItem`. */
	request: XmlNode;
}

/** Gives the response messages, or throws what the connection would. */
export type Answer = (sent: Sent) => string[];

/** An Exchange without a server: each request is answered at once, and kept. */
export function answeringExchange(
	answer: Answer,
	more: Partial<ConnectionSettings> = {},
): { exchange: Exchange; sent: Sent[] } {
	const sent: Sent[] = [];
	let now = 0;
	const exchange: Exchange = {
		settings: resolveSettings({
			server: 'mail.enyoi.example',
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user: 'ENYOI\\svc',
			password: 'not asked for',
			...more,
		}),
		transport: {
			async send({ body }) {
				const envelope = saxesTree(String(body));
				const request = envelope.children.find(({ name }) => name.endsWith(':Body'))!.children[0];
				const one = { operation: request.name.replace('m:', ''), request };
				sent.push(one);
				const xml = soap(one.operation, answer(one));
				return await Promise.resolve({
					status: 200,
					headers: { 'content-type': 'text/xml; charset=utf-8' },
					conceal: (text: string) => text,
					body: (async function* () {
						yield await Promise.resolve(Buffer.from(xml));
					})(),
					discard: () => undefined,
				});
			},
			close: async () => await Promise.resolve(),
		},
		retry: createRetryPolicy({
			clock: () => now,
			random: () => 1,
			sleep: async (milliseconds) => {
				now += milliseconds;
				await Promise.resolve();
			},
		}),
		ewsUrl: async () => await Promise.resolve('https://mail.enyoi.example/EWS/Exchange.asmx'),
		close: async () => await Promise.resolve(),
	};
	return { exchange, sent };
}

const types = 'http://schemas.microsoft.com/exchange/services/2006/types';
const namespaces = `xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="${types}"`;

function soap(operation: string, messages: string[]): string {
	return `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:ServerVersionInfo MajorVersion="15" MinorVersion="2" MajorBuildNumber="1748" MinorBuildNumber="10" xmlns:h="${types}"/></s:Header><s:Body><m:${operation}Response ${namespaces}><m:ResponseMessages>${messages.join('')}</m:ResponseMessages></m:${operation}Response></s:Body></s:Envelope>`;
}

/** A message of success with an item in it, or with none. */
export function success(operation: string, item = ''): string {
	const items = operation === 'DeleteItem' ? '' : `<m:Items>${item}</m:Items>`;
	const conflicts =
		operation === 'UpdateItem' ? '<m:ConflictResults><t:Count>0</t:Count></m:ConflictResults>' : '';
	return `<m:${operation}ResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode>${items}${conflicts}</m:${operation}ResponseMessage>`;
}

/** @param more XML after the code, such as `m:MessageXml` */
export function failure(operation: string, code: string, more = ''): string {
	const items = /^(Get|Create|Update)Item$/.test(operation) ? '<m:Items/>' : '';
	return `<m:${operation}ResponseMessage ResponseClass="Error"><m:MessageText>Words of the server.</m:MessageText><m:ResponseCode>${code}</m:ResponseCode><m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>${more}${items}</m:${operation}ResponseMessage>`;
}

/** An extended property with a value, in an item. */
export function extendedProperty(
	{ setId, name, type }: ExtendedPropertyUri,
	value: string,
): string {
	return `<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="${setId}" PropertyName="${name}" PropertyType="${type}"/><t:Value>${value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t:Value></t:ExtendedProperty>`;
}

/** One page of FindItem. */
export function page(
	items: string[],
	{ total, isLast, next }: { total: number; isLast: boolean; next?: number },
): string {
	const offset = next === undefined ? '' : ` IndexedPagingOffset="${next}"`;
	return `<m:FindItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:RootFolder${offset} TotalItemsInView="${total}" IncludesLastItemInRange="${isLast}"><t:Items>${items.join('')}</t:Items></m:RootFolder></m:FindItemResponseMessage>`;
}

export function calendarItem(id: string, changeKey: string, more = ''): string {
	return `<t:CalendarItem><t:ItemId Id="${id}" ChangeKey="${changeKey}"/>${more}</t:CalendarItem>`;
}

/** All elements of that name, in order. */
export function elements(node: XmlNode, name: string): XmlNode[] {
	return node.children.flatMap((child) => [
		...(child.name === name ? [child] : []),
		...elements(child, name),
	]);
}

/** What the request is about, in order: ids, or occurrences as `series#number`. */
export function idsIn({ request }: Sent): string[] {
	return [...elements(request, 't:ItemId'), ...elements(request, 't:OccurrenceItemId')].map(
		({ attributes: { Id, RecurringMasterId, InstanceIndex } }) =>
			Id ?? `${RecurringMasterId}#${InstanceIndex}`,
	);
}
