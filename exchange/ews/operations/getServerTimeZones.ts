import { MalformedResponse } from '../errors';
import type { TimeZoneRecord } from '../itemParts';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, list } from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';
import { timeZoneDefinition } from './timeZoneReader';

interface GetServerTimeZonesRequest {
	/** Zone ids, such as `W. Europe Standard Time`; without them every zone of the server. */
	ids?: readonly string[];
	/** With periods and transitions. Default: names only. */
	full?: boolean;
}

interface Answer {
	zones?: TimeZoneRecord[];
}

const messages = responseMessages<Answer>('GetServerTimeZones', {
	'm:TimeZoneDefinitions': fieldsOf<Answer>()(
		'zones',
		list({ 't:TimeZoneDefinition': timeZoneDefinition }),
	),
});

/**
 * Lists the time zones that the server knows.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getservertimezones-operation
 */
export const getServerTimeZones: EwsOperation<GetServerTimeZonesRequest, TimeZoneRecord[]> = {
	name: 'GetServerTimeZones',
	repeatable: true,

	request({ ids, full = false }) {
		if (ids) assertFilled('ids', ids);
		return element(
			'm:GetServerTimeZones',
			[
				ids &&
					element(
						'm:Ids',
						ids.map((id) => element('t:Id', id)),
					),
			],
			{ ReturnFullTimeZoneData: full },
		);
	},

	response: () =>
		new SoapReader('GetServerTimeZones', messages, (found, context) => {
			const { zones } = onlyMessage(found, context);
			if (zones) return zones;
			throw new MalformedResponse('a GetServerTimeZones response without time zones');
		}),
};
