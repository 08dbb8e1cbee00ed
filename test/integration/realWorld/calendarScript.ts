import type { CalendarChange } from '../../../exchange/calendar/event';
import type { Exchange } from '../../../exchange/connection';
import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import { answered, failed, succeeded, type RawAnswer, type Received } from './anotherServer';
import { changesIn } from '../../support/changesIn';

/** What a server has to say about a calendar, in its own words. */
export interface CalendarScript {
	/** Contents of m:SyncFolderItemsResponseMessage after the code, page by page, over all runs. */
	pages: string[];
	/** Whole elements by item id; absent ones are not found. */
	items: Record<string, string>;
	/** Content of m:RootFolder's message for a CalendarView. */
	view?: string;
}

export const now = new Date('2026-11-22T12:00:00Z');

/** Answers SyncFolderItems, GetItem and FindItem by a script. */
export function following(script: CalendarScript, dress: (xml: string) => string = (xml) => xml) {
	let page = 0;
	return (request: Received): string | RawAnswer => {
		const { operation, body } = request;
		if (operation === 'SyncFolderItems') {
			const at = Math.min(page++, script.pages.length - 1);
			return dress(succeeded(operation, script.pages[at]));
		}
		if (operation === 'GetItem') {
			const ids = [
				...body.matchAll(/<t:(?:ItemId Id|RecurringMasterItemId OccurrenceId)="([^"]+)"/g),
			];
			const messages = ids.map(([, id]) => {
				const item = script.items[id];
				if (item === undefined) return failed(operation, 'ErrorItemNotFound');
				return `<m:GetItemResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Items>${item}</m:Items></m:GetItemResponseMessage>`;
			});
			return dress(answered(operation, ...messages));
		}
		if (operation === 'FindItem') {
			return dress(
				succeeded(
					operation,
					script.view ??
						'<m:RootFolder TotalItemsInView="0" IncludesLastItemInRange="true"><t:Items/></m:RootFolder>',
				),
			);
		}
		return answered(operation, failed(operation, 'ErrorItemNotFound'));
	};
}

export function page(state: string, changes: string, isLast = true): string {
	return `<m:SyncState>${state}</m:SyncState><m:IncludesLastItemInRange>${isLast}</m:IncludesLastItemInRange><m:Changes>${changes}</m:Changes>`;
}

export function change(kind: string, id: string, element = 'CalendarItem'): string {
	if (kind === 'Delete') return `<t:Delete><t:ItemId Id="${id}" ChangeKey="ck"/></t:Delete>`;
	return `<t:${kind}><t:${element}><t:ItemId Id="${id}" ChangeKey="ck"/></t:${element}></t:${kind}>`;
}

/** An appointment of an hour, as Exchange sends it. */
export function single(id: string, start: string, more = ''): string {
	const end = new Date(Date.parse(start) + 3_600_000).toISOString().replace('.000Z', 'Z');
	return `<t:CalendarItem><t:ItemId Id="${id}" ChangeKey="ck-${id}"/><t:Subject>${id}</t:Subject><t:Sensitivity>Normal</t:Sensitivity>${more}<t:UID>uid-${id}</t:UID><t:Start>${start}</t:Start><t:End>${end}</t:End><t:IsAllDayEvent>false</t:IsAllDayEvent><t:LegacyFreeBusyStatus>Busy</t:LegacyFreeBusyStatus><t:CalendarItemType>Single</t:CalendarItemType></t:CalendarItem>`;
}

const berlin = (name: string) =>
	`<t:${name} Id="W. Europe Standard Time" Name="(UTC+01:00) Berlin"/>`;

export interface SeriesParts {
	start: string;
	recurrence: string;
	occurrences?: string;
	zones?: string;
	more?: string;
}

/** A master with occurrences of an hour. */
export function series(id: string, parts: SeriesParts): string {
	const { start, recurrence, occurrences = '', more = '' } = parts;
	const { zones = berlin('StartTimeZone') + berlin('EndTimeZone') } = parts;
	const end = new Date(Date.parse(start) + 3_600_000).toISOString().replace('.000Z', 'Z');
	return `<t:CalendarItem><t:ItemId Id="${id}" ChangeKey="ck-${id}"/><t:Subject>${id}</t:Subject><t:UID>uid-${id}</t:UID><t:Start>${start}</t:Start><t:End>${end}</t:End><t:IsAllDayEvent>false</t:IsAllDayEvent>${more}<t:CalendarItemType>RecurringMaster</t:CalendarItemType><t:Recurrence>${recurrence}</t:Recurrence>${occurrences}${zones}</t:CalendarItem>`;
}

/** An entry of a view. */
export function entry(
	id: string,
	start: string,
	parts: { type?: string; uid?: string } = {},
): string {
	const { type = 'Occurrence', uid } = parts;
	const end = new Date(Date.parse(start) + 3_600_000).toISOString().replace('.000Z', 'Z');
	return `<t:CalendarItem><t:ItemId Id="${id}" ChangeKey="ck-${id}"/>${uid === undefined ? '' : `<t:UID>${uid}</t:UID>`}<t:Start>${start}</t:Start><t:End>${end}</t:End><t:CalendarItemType>${type}</t:CalendarItemType></t:CalendarItem>`;
}

export function view(...entries: string[]): string {
	return `<m:RootFolder TotalItemsInView="${entries.length}" IncludesLastItemInRange="true"><t:Items>${entries.join('')}</t:Items></m:RootFolder>`;
}

/** All changes of a run and what it returned. */
export const changesOf = async (exchange: Exchange, options: Partial<GetChangesOptions> = {}) =>
	await changesIn(exchange, { now, ...options });

/** `created 2026-11-25T09:00 subject`, in order. */
export function told(changes: readonly CalendarChange[]): string[] {
	return changes.map(({ changeType, start, originalStart, subject }) =>
		[changeType, (start?.dateTime ?? originalStart ?? '').slice(0, 16), subject]
			.filter(Boolean)
			.join(' '),
	);
}
