import { getItem } from '../../../ews/operations/getItem';
import { call } from '../../../ews/request';
import { seen, unseen, type Observation } from '../observation';

/**
 * A property that Exchange gives every appointment.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxprops/ (PidLidGlobalObjectId)
 */
const globalObjectId = { distinguishedSetId: 'Meeting', id: 3, type: 'Binary' };

export const propertySetForm: Observation = {
	name: 'propertySetForm',
	async look({ exchange, target, sample }) {
		const { ids } = await sample();
		if (ids.length === 0) return unseen('fewItems');
		const shape = { base: 'IdOnly', extendedProperties: [globalObjectId] } as const;
		const request = { ids: [{ id: ids[0] }], shape };
		const [answer] = await call(exchange, getItem, request, target);
		const [property] = (answer.ok && answer.item.extendedProperties) || [];
		if (!property) return unseen('otherWay');
		return seen(property.uri.distinguishedSetId === undefined ? 'other' : 'asAsked');
	},
};
