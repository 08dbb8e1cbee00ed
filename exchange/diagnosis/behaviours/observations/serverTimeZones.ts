import { getServerTimeZones } from '../../../ews/operations/getServerTimeZones';
import { call } from '../../../ews/request';
import { outcomeOf } from '../../../outcome';
import { seen, type Observation } from '../observation';

export const serverTimeZones: Observation = {
	name: 'serverTimeZones',
	async look({ exchange, target: { signal, isEnough } }) {
		const target = { signal, isEnough, impersonate: false };
		const answer = await outcomeOf(call(exchange, getServerTimeZones, { ids: ['UTC'] }, target));
		if (answer.ok) return seen('answered');
		const { code, details } = answer.error;
		const isUnknown =
			/^(http|malformedResponse|schemaValidation)$/.test(code) ||
			/^(SoapFault|ErrorInvalidOperation|ErrorInvalidRequest)$/.test(details.responseCode ?? '');
		if (!isUnknown) throw answer.error;
		return seen('missing');
	},
};
