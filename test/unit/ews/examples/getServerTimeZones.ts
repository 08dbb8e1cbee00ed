import type * as operations from '../../../../exchange/ews/operations/getServerTimeZones';
import type { RequestsOf } from './requests';

export const getServerTimeZones: RequestsOf<typeof operations.getServerTimeZones> = {
	all: {},
	some: { ids: ['W. Europe Standard Time', 'UTC'], full: true },
};
