import { shortNames } from '../xml/namespaces';

/** The namespaces of EWS and the prefixes under which this library writes and reads their elements. */
export const namespaces = {
	s: 'http://schemas.xmlsoap.org/soap/envelope/',
	m: 'http://schemas.microsoft.com/exchange/services/2006/messages',
	t: 'http://schemas.microsoft.com/exchange/services/2006/types',
	/** Details of SOAP faults. */
	e: 'http://schemas.microsoft.com/exchange/services/2006/errors',
} as const;

/** Of SOAP 1.2: Exchange answers in it now and then, though it was asked in SOAP 1.1. */
export const soap12 = 'http://www.w3.org/2003/05/soap-envelope';

/** For readers of answers. */
export const ewsNames = shortNames({ ...namespaces, s: [namespaces.s, soap12] });
