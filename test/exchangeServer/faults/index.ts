import { Faults } from './rules';
import * as http from './http';
import * as soap from './soapFaults';
import type { Fault } from './fault';

export type { Fault } from './fault';
export { Faults } from './rules';
export type { ActiveFault, FaultRule, FiredFault } from './rules';
export {
	casError,
	changedBody,
	delay,
	forbidden,
	httpStatus,
	notFound,
	notXml,
	resetAfterRunning,
	resetBeforeRunning,
	resetInBody,
	serviceUnavailable,
	signInPage,
	signInRedirect,
	stallBeforeHeaders,
	stallInBody,
	truncatedBody,
	unauthorized,
} from './http';
export {
	batchStopped,
	entityBomb,
	externalEntity,
	illegalCharacter,
	innerServerBusy,
	invalidSyncState,
	itemError,
	movedLately,
	oversized,
	responseError,
	serverBusy,
	serverBusyInMessage,
	soapFault,
} from './soapFaults';
export { undone } from './undone';

export function createFaults(): Faults {
	return new Faults();
}

/** Every fault once, for tests that go through all of them. Back-off times are milliseconds. */
export function allFaults({ backOffMs = 50, delayMs = 20 } = {}): Fault[] {
	return [
		http.unauthorized(),
		http.forbidden(),
		http.notFound(),
		http.serviceUnavailable(),
		http.serviceUnavailable(1),
		http.signInRedirect(),
		http.signInPage(),
		http.casError(),
		soap.soapFault('ErrorInternalServerError'),
		soap.soapFault('ErrorInternalServerError', { status: 200 }),
		soap.serverBusy(),
		soap.serverBusy(backOffMs),
		soap.serverBusy(undefined, 503),
		soap.serverBusy(backOffMs, 503),
		soap.serverBusyInMessage(),
		soap.serverBusyInMessage(backOffMs),
		soap.innerServerBusy(backOffMs),
		soap.invalidSyncState(),
		soap.responseError('ErrorMailboxMoveInProgress'),
		soap.responseError('ErrorMailboxStoreUnavailable'),
		soap.movedLately(),
		soap.responseError('ErrorConnectionFailed'),
		soap.responseError('ErrorTimeoutExpired'),
		soap.responseError('ErrorExceededConnectionCount'),
		soap.itemError(),
		http.resetBeforeRunning(),
		http.resetAfterRunning(),
		http.resetInBody(),
		http.stallBeforeHeaders(),
		http.stallInBody(),
		http.truncatedBody(),
		http.notXml(),
		http.delay(delayMs),
		soap.illegalCharacter(),
		soap.entityBomb(),
		soap.externalEntity(),
		soap.oversized(),
	];
}
