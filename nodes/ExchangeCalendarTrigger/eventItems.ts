import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { WatchedEvent } from '../../exchange/watch/watchedEvent';

/** Events as items, one each. */
export function toItems(events: readonly WatchedEvent[]): INodeExecutionData[] {
	return events.map((event) => ({ json: event as unknown as IDataObject }));
}
