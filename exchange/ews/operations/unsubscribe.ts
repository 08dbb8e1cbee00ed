import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { assertFilled, element } from '../../xml/writer';

interface UnsubscribeRequest {
	subscriptionId: string;
}

/**
 * Ends a subscription. The result says nothing: a subscription that is not there fails.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/unsubscribe-operation
 */
export const unsubscribe: EwsOperation<UnsubscribeRequest, object> = {
	name: 'Unsubscribe',
	repeatable: true,

	request({ subscriptionId }) {
		assertFilled('subscriptionId', subscriptionId);
		return element('m:Unsubscribe', element('m:SubscriptionId', subscriptionId));
	},

	response: () =>
		new SoapReader('Unsubscribe', responseMessages('Unsubscribe', {}), (found, context) => {
			onlyMessage(found, context);
			return {};
		}),
};
