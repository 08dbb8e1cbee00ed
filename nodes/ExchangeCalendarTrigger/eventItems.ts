import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { WatchedEvent } from '../../exchange/watch/watchedEvent';
import { shownChange } from '../shared/shownChange';

/**
 * Events as items, one each; what is read first stands first.
 * @param isSimple whether what few people need is left out
 */
export function toItems(events: readonly WatchedEvent[], isSimple: boolean): INodeExecutionData[] {
	return events.map((event) => ({ json: shownChange(event, isSimple) as IDataObject }));
}
