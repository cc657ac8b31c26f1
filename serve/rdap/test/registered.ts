/** Values of IANA's registries of RDAP JSON values and RDAP extensions (supplied copies, 2023-11-30), RFC 9910's, and draft-ietf-regext-rdap-jscontact's. */
export const STATUS: readonly string[] =
  "validated,renew prohibited,update prohibited,transfer prohibited,delete prohibited,proxy,private,removed,obscured,associated,active,inactive,locked,pending create,pending renew,pending transfer,pending update,pending delete,add period,auto renew period,client delete prohibited,client hold,client renew prohibited,client transfer prohibited,client update prohibited,pending restore,redemption period,renew period,server delete prohibited,server renew prohibited,server transfer prohibited,server update prohibited,server hold,transfer period,administrative,reserved".split(
    ",",
  );
export const EVENTS: readonly string[] =
  "registration,reregistration,last changed,expiration,deletion,reinstantiation,transfer,locked,unlocked,last update of RDAP database,registrar expiration,enum validation expiration".split(
    ",",
  );
export const ROLES: readonly string[] =
  "registrant,technical,administrative,abuse,billing,registrar,reseller,sponsor,proxy,notifications,noc".split(
    ",",
  );
export const REMARKS: readonly string[] = [
  ...["authorization", "excessive load", "unexplainable reasons"].flatMap((why) => [
    `result set truncated due to ${why}`,
    `object truncated due to ${why}`,
  ]),
  "object redacted due to authorization",
];
export const EXTENSIONS: readonly string[] =
  "rdap_level_0,arin_originas0,artRecord,cidr0,farv1,fred,icann_rdap_response_profile_0,icann_rdap_technical_implementation_guide_0,nro_rdap_profile_0,nro_rdap_profile_asn_flat_0,nro_rdap_profile_asn_hierarchical_0,paging,platformNS,rdap_objectTag,redacted,redirect_with_content,regType,reverse_search,sorting,subsetting,rirSearch1,ips,ipSearchResults,autnums,autnumSearchResults,jscontact".split(
    ",",
  );
